package io.hubbub.due;

import java.time.Duration;

/** Runs a task later, unless the alarm is taken back. Any thread may use it. */
@FunctionalInterface
public interface Alarm {

    /**
     * Runs the task once after this time. The task may run on a thread that serves all other
     * alarms, so it must be short and must not block.
     *
     * @return an action that takes the alarm back, so that nothing of it is kept. It does nothing
     *     if it is run too late or twice
     */
    Runnable set(Duration after, Runnable task);
}
