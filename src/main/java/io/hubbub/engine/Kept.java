package io.hubbub.engine;

import io.hubbub.message.RoomName;
import org.jspecify.annotations.Nullable;

/**
 * A room that has a log.
 *
 * @param bytes about what its messages take, with what each takes beside itself
 * @param writtenMillis when it was last written to
 * @param maker who made it; null where the server itself did
 * @param shared whether another user than the one who made it wrote to it since
 */
public record Kept(
        RoomName room,
        Span span,
        long bytes,
        long writtenMillis,
        @Nullable Maker maker,
        boolean shared) {}
