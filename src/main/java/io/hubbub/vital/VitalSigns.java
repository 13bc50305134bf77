package io.hubbub.vital;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each thread whose end is the end of the service: a lane, which nobody else can do the
 * work of, or the store's writer. Such a thread goes on whatever its tasks throw; what ends it is a
 * failure of the process, most of all that there is no memory left. A process that lives on without
 * it looks well and answers nobody. Safe for every thread.
 */
public final class VitalSigns {

    private final CountDownLatch death = new CountDownLatch(1);

    /** The first thread that ended; null while all live. */
    private volatile @Nullable Thread dead;

    /** Why it ended. Written before {@link #dead}. */
    private volatile @Nullable Throwable cause;

    /** What hangs; null while nothing does. The watchman's to set. */
    private volatile @Nullable String hung;

    /** A vital thread's whole work: what it throws is heard of, and ends the thread. */
    public Runnable vital(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable e) {
                died(e);
                throw e;
            }
        };
    }

    /** The current thread can not go on. Makes nothing: there may be no memory left for it. */
    public void died(Throwable reason) {
        if (dead == null) {
            cause = reason;
            dead = Thread.currentThread();
        }
        death.countDown();
    }

    /**
     * Throws on what is the process's failure and not that of the task that met it: after it,
     * nobody knows what was left half done. Whoever catches all that its tasks throw calls this
     * first. A stack that ran over is the task's own, and so is a class that cannot be loaded.
     */
    public static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal
                && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    /** What is wrong, in a few words: {@code lane-0 ended: OutOfMemoryError}; null for nothing. */
    public @Nullable String trouble() {
        Thread thread = dead;
        Throwable why = cause;
        if (thread == null || why == null) {
            return hung == null ? null : hung + " hangs";
        }
        return thread.getName() + " ended: " + why.getClass().getSimpleName();
    }

    public @Nullable Throwable cause() {
        return cause;
    }

    /** Waits for a thread's end; returns whether one ended. */
    boolean awaitDeath(long time, TimeUnit unit) throws InterruptedException {
        return death.await(time, unit);
    }

    void hung(@Nullable String thread) {
        hung = thread;
    }
}
