package io.hubbub.desk;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * Whether anything may still begin here. When the server goes away the door closes, what was begun
 * is waited for, and only then is the first client dismissed: so a message whose sender was told
 * that all members have it is on its way to every one of them.
 *
 * <p>Safe for every thread.
 */
public final class Drain {

    private volatile boolean closed;
    private volatile CountDownLatch dismissal = new CountDownLatch(1);

    // Two sums rather than one counter of what is under way, which every connection's thread would
    // write twice a frame and wait for.
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /** A frame came; returns whether it may be handled, and {@link #end} is then to follow. */
    public boolean begin() {
        if (closed) {
            return false;
        }
        begun.increment();
        // Else this thread could still see the door open, and whoever closed it not see the frame.
        VarHandle.fullFence();
        boolean late = closed;
        if (late) {
            ended.increment();
        }
        return !late;
    }

    /** All that a frame set in motion is done, and its sender answered. */
    public void end() {
        ended.increment();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Whether nothing is under way. */
    public boolean isQuiet() {
        // In this order: whatever is done by now was begun before that.
        long done = ended.sum();
        return begun.sum() == done;
    }

    /** Whether clients are being dismissed: a message may not reach all who were members. */
    public boolean isDismissing() {
        return dismissal.getCount() == 0;
    }

    /** Blocks while what was begun before the door closed is waited for. */
    public void awaitDismissal() {
        try {
            dismissal.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void open() {
        dismissal = new CountDownLatch(1);
        closed = false;
    }

    /** From here on no client comes in and no frame is begun. */
    public void close() {
        closed = true;
    }

    /** From here on clients may be dismissed. */
    public void dismiss() {
        dismissal.countDown();
    }
}
