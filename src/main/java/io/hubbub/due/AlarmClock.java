package io.hubbub.due;

import io.hubbub.vital.VitalSigns;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Alarms by the machine's time, on one thread of their own. */
public final class AlarmClock implements Alarm, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AlarmClock.class);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("alarm-clock").daemon().factory());

    private final VitalSigns signs;

    public AlarmClock(VitalSigns signs) {
        this.signs = signs;
        // Most are taken back long before their time, and would all be kept until then.
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Runnable set(Duration after, Runnable task) {
        Future<?> set = thread.schedule(() -> ring(task), after.toNanos(), TimeUnit.NANOSECONDS);
        return () -> set.cancel(false);
    }

    /** The executor would keep what the task throws to itself, and nobody would hear of it. */
    private void ring(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            try {
                VitalSigns.throwIfFatal(e);
            } catch (Error fatal) {
                signs.died(fatal);
                throw fatal;
            }
            log.error("An alarm's task failed", e);
        }
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
