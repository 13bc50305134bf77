package io.hubbub.room;

import io.hubbub.replay.ReplayStart;

/** Called when a join took effect. */
@FunctionalInterface
public interface Joined {

    /** Only starts the replay. */
    Joined NOTHING = (_, replay) -> replay.run();

    /**
     * Called once, on the client's lane, before any message is delivered.
     *
     * @param start where the subscription begins
     * @param replay sends what the client missed. Run it once, on any thread, after the client was
     *     told where the subscription begins. Messages that are published meanwhile follow the
     *     replay
     */
    void accept(ReplayStart start, Runnable replay);
}
