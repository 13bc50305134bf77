package io.hubbub.due;

import io.hubbub.vital.VitalSigns;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alarms by the machine's time, on one thread of their own.
 *
 * <p>An alarm that would ring {@link #LATE} is set again for its whole time instead: the process
 * was stopped or got no CPU, so the clients that had this time could not use it.
 */
public final class AlarmClock implements Alarm, AutoCloseable {

    /** An alarm that is this late shows that the process was stopped. */
    static final Duration LATE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(AlarmClock.class);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name("alarm-clock").daemon().factory());

    private final VitalSigns signs;
    private final LongSupplier nanos;

    /** One alarm that is set. */
    private final class Setting {

        private final Duration after;
        private final Runnable task;

        /** Guarded by this. When the alarm is due; {@link #begin} sets it. */
        private long dueNanos;

        /** Guarded by this. The scheduled task; null before {@link #begin}. */
        private @Nullable Future<?> place;

        Setting(Duration after, Runnable task) {
            this.after = after;
            this.task = task;
        }

        synchronized void begin() {
            dueNanos = nanos.getAsLong() + after.toNanos();
            place = thread.schedule(this::due, after.toNanos(), TimeUnit.NANOSECONDS);
        }

        private void due() {
            synchronized (this) {
                if (nanos.getAsLong() - dueNanos >= LATE.toNanos()) {
                    if (place != null && !place.isCancelled()) {
                        begin();
                    }
                    return;
                }
            }
            ring(task);
        }

        synchronized void takeBack() {
            if (place != null) {
                place.cancel(false);
            }
        }
    }

    /**
     * @param nanos the clock that shows whether an alarm is late
     */
    public AlarmClock(VitalSigns signs, LongSupplier nanos) {
        this.signs = signs;
        this.nanos = nanos;
        // Most alarms are taken back long before they ring. Without this they would be kept until
        // then.
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Runnable set(Duration after, Runnable task) {
        Setting setting = new Setting(after, task);
        setting.begin();
        return setting::takeBack;
    }

    /** Logs what the task throws. The executor would keep it to itself. */
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

    /** How many alarms are set. */
    int count() {
        return thread.getQueue().size();
    }

    /** Takes back all alarms. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
