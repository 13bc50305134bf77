package io.hubbub.engine;

/** The newest end of a room's log, for code that {@link RoomLogs#follow follows} the room. */
public interface Tail extends AutoCloseable {

    /**
     * What the log holds now. It is in memory, so this never waits and may be called under locks.
     * It may count messages that the feed was not told yet, and, for a moment, messages past their
     * age.
     */
    Span span();

    /**
     * Ends following. It never waits, so a message that is being told may still reach the feed.
     * Does nothing the second time.
     */
    @Override
    void close();
}
