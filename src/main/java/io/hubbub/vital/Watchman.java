package io.hubbub.vital;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether the vital threads live and come round. It tells of one that hangs,
 * and of one that is over when it does again; and once, when one ended, it does what is to be done
 * then.
 *
 * <p>Time is counted in looks: while the process is stopped nobody looks, and so nobody hangs.
 */
public final class Watchman implements AutoCloseable {

    /** Looks without a round after which a thread hangs: some 30 s. */
    static final int PATIENCE = 30;

    private static final Logger log = LoggerFactory.getLogger(Watchman.class);

    private final VitalSigns signs;
    private final List<? extends Rounds> watched;
    private final Runnable whenDead;
    private final Thread thread =
            Thread.ofPlatform().name("watchman").daemon().unstarted(this::loop);

    // The watchman's own.
    private final long[] last;
    private final int[] looks;
    private @Nullable String hung;

    /**
     * Begins with {@link #start}.
     *
     * @param whenDead run once on the watchman's thread when a vital thread ended. It must expect
     *     that there is no memory
     */
    public Watchman(VitalSigns signs, List<? extends Rounds> watched, Runnable whenDead) {
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
            // Nobody is to be watched any more.
            return;
        } catch (Throwable e) {
            signs.died(e);
        }
        whenDead.run();
    }

    /** One look at all of them. */
    void look() {
        String found = null;
        for (int i = 0; i < watched.size(); i++) {
            long rounds = watched.get(i).rounds();
            looks[i] = rounds == last[i] ? looks[i] + 1 : 0;
            last[i] = rounds;
            if (looks[i] == PATIENCE) {
                log.error(
                        "{} has hung for {} s, and with it all of its clients. It is at\n{}",
                        watched.get(i).name(),
                        PATIENCE,
                        text(watched.get(i).stack()));
            }
            if (looks[i] >= PATIENCE) {
                found = watched.get(i).name();
            }
        }
        if (hung != null && found == null) {
            log.info("{} goes on", hung);
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
