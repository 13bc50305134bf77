package io.hubbub.engine;

import io.hubbub.message.Position;

/**
 * What a log holds.
 *
 * @param oldest the offset of the oldest message that is kept; {@code newest + 1} if none is
 * @param newest the offset of the newest message that was ever written; 0 if none was
 */
public record Span(String epoch, long oldest, long newest) {

    /** The position of the newest message. */
    public Position end() {
        return new Position(epoch, newest);
    }

    /** How many messages are kept. */
    public long count() {
        return newest - oldest + 1;
    }
}
