package io.hubbub.engine;

import io.hubbub.message.RoomName;

/**
 * A room that has a log.
 *
 * @param bytes about what its messages take, as they were written
 */
public record Kept(RoomName room, Span span, long bytes) {}
