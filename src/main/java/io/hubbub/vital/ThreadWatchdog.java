package io.hubbub.vital;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks once a second whether the vital threads live and make progress. It reports when a thread
 * hangs and when it goes on again. When a thread ended, it runs a last action once.
 *
 * <p>Time is counted in checks. While the process is stopped nobody checks, so nothing counts as
 * hanging.
 */
public final class ThreadWatchdog implements AutoCloseable {

    /** How many checks without progress mean that a thread hangs: about 30 s. */
    static final int PATIENCE = 30;

    private static final Logger log = LoggerFactory.getLogger(ThreadWatchdog.class);

    private final VitalSigns signs;
    private final List<? extends Rounds> watched;
    private final Runnable whenDead;
    private final Thread thread =
            Thread.ofPlatform().name("watchdog").daemon().unstarted(this::loop);

    // Only the watchdog touches these.
    private final long[] last;
    private final int[] looks;
    private @Nullable String hung;

    /**
     * The checks begin with {@link #start}.
     *
     * @param whenDead run once on the watchdog's thread when a vital thread ended. It must expect
     *     that there is no memory
     */
    public ThreadWatchdog(VitalSigns signs, List<? extends Rounds> watched, Runnable whenDead) {
        this.signs = signs;
        this.watched = watched;
        this.whenDead = whenDead;
        last = new long[watched.size()];
        looks = new int[watched.size()];
    }

    public void start() {
        thread.start();
    }

    private void loop() {
        try {
            while (!signs.awaitDeath(1, TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            // The watchdog was closed.
            return;
        } catch (Throwable e) {
            signs.died(e);
        }
        whenDead.run();
    }

    /** Checks all threads once. */
    void look() {
        String found = null;
        for (int i = 0; i < watched.size(); i++) {
            long rounds = watched.get(i).rounds();
            looks[i] = rounds == last[i] ? looks[i] + 1 : 0;
            last[i] = rounds;
            if (looks[i] == PATIENCE) {
                log.error(
                        "{} has hung for {} s, and its clients get nothing. Its stack:\n{}",
                        watched.get(i).name(),
                        PATIENCE,
                        text(watched.get(i).stack()));
            }
            if (looks[i] >= PATIENCE) {
                found = watched.get(i).name();
            }
        }
        if (hung != null && found == null) {
            log.info("{} has recovered", hung);
        }
        hung = found;
        signs.hung(found);
    }

    private static String text(StackTraceElement[] stack) {
        return Arrays.stream(stack).map(e -> "\tat " + e).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
