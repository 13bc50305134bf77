package io.hubbub.desk;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets the server finish what it began before it goes away. Once the drain is closed, nothing new
 * begins. The server waits for what has begun, and only then dismisses the first client. So if a
 * sender was told that all members have its message, every one of them gets it.
 *
 * <p>Safe for every thread.
 */
public final class Drain {

    /** Set when the server begins to go away. Any thread reads it. */
    private volatile boolean closed;

    /** Open once clients are being dismissed. Replaced when the server starts again. */
    private volatile CountDownLatch dismissal = new CountDownLatch(1);

    // Any thread adds to these two sums. One counter of what is under way would be contended: every
    // connection's thread would write it twice for each frame.
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /** Begins something; returns whether it may begin. If so, {@link #end} must follow. */
    public boolean begin() {
        if (closed) {
            return false;
        }
        begun.increment();
        // Without this, this thread could see the drain open while the closing one misses the
        // frame.
        VarHandle.fullFence();
        boolean late = closed;
        if (late) {
            ended.increment();
        }
        return !late;
    }

    /** Ends what was begun: all of it is done, and its sender has an answer. */
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

    /** Whether clients are being dismissed. A message may then miss members. */
    public boolean isDismissing() {
        return dismissal.getCount() == 0;
    }

    /** Blocks until clients are dismissed. */
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

    /** Closes: no client comes in any more, and nothing begins. */
    public void close() {
        closed = true;
    }

    /** From here on clients may be dismissed. */
    public void dismiss() {
        dismissal.countDown();
    }
}
