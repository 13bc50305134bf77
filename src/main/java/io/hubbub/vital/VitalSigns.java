package io.hubbub.vital;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Learns about the end of each thread that the service cannot do without, such as a lane or the
 * store's writer. Such a thread survives everything that its tasks throw. Only a failure of the
 * process ends it, most often exhausted memory. A process that lives on without such a thread looks
 * healthy and answers nobody. Any thread may use this.
 */
public final class VitalSigns {

    private final CountDownLatch death = new CountDownLatch(1);

    /**
     * The first thread that ended; null while all live. The ending thread writes it, any thread
     * reads it.
     */
    private volatile @Nullable Thread dead;

    /** Why it ended. Written before {@link #dead}, by the same thread. */
    private volatile @Nullable Throwable cause;

    /**
     * The thread that hangs; null while none does. Only the watchdog writes it, any thread reads
     * it.
     */
    private volatile @Nullable String hung;

    /**
     * Wraps a vital thread's whole work. If the work throws, that is recorded and the thread ends.
     */
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

    /**
     * Records that the current thread cannot go on. It allocates nothing, because there may be no
     * memory left.
     */
    public void died(Throwable reason) {
        if (dead == null) {
            cause = reason;
            dead = Thread.currentThread();
        }
        death.countDown();
    }

    /**
     * Throws if the failure is the process's and not that of the task that met it. After such a
     * failure nobody knows what was left half done. Code that catches everything its tasks throw
     * must call this first. A stack overflow and a class that cannot be loaded are failures of the
     * task.
     */
    public static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError fatal
                && !(failure instanceof StackOverflowError)) {
            throw fatal;
        }
    }

    /**
     * What is wrong, in a few words such as {@code lane-0 ended: OutOfMemoryError}; null for
     * nothing.
     */
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

    /** Waits until a thread ends. Returns whether one ended. */
    boolean awaitDeath(long time, TimeUnit unit) throws InterruptedException {
        return death.await(time, unit);
    }

    void hung(@Nullable String thread) {
        hung = thread;
    }
}
