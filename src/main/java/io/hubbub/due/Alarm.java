package io.hubbub.due;

import java.time.Duration;

/** Does something later, unless it is taken back. Safe for every thread. */
@FunctionalInterface
public interface Alarm {

    /**
     * Runs the task once, when that long has passed. It may run on a thread that serves all others,
     * so it must be short and must not block.
     *
     * @return takes it back: nothing of it is kept then. Too late, or a second time, it does
     *     nothing
     */
    Runnable set(Duration after, Runnable task);
}
