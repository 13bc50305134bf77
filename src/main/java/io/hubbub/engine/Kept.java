package io.hubbub.engine;

import io.hubbub.message.RoomName;
import org.jspecify.annotations.Nullable;

/**
 * A room whose log was written to.
 *
 * @param bytes about how many bytes its messages take, the overhead of each included
 * @param writtenMillis when it was last written to
 * @param maker who sent its first message; null for the server
 * @param shared whether a user other than its maker wrote to it
 */
public record Kept(
        RoomName room,
        Span span,
        long bytes,
        long writtenMillis,
        @Nullable Maker maker,
        boolean shared) {}
