package io.hubbub.room;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Alarms by the machine's time, on one thread of their own. */
public final class AlarmClock implements Alarm, AutoCloseable {

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("alarm-clock").daemon().factory());

    public AlarmClock() {
        // Most are taken back long before their time, and would all be kept until then.
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Runnable set(Duration after, Runnable task) {
        Future<?> set = thread.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
        return () -> set.cancel(false);
    }

    /** How many are set. */
    int count() {
        return thread.getQueue().size();
    }

    /** Takes back all that are set. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
