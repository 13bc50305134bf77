package io.hubbub.stomp;

import io.hubbub.message.Refusal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Knows when all that one frame set in motion is done: each message that its handling publishes is
 * begun and ended here, and only after the last end does the client get its RECEIPT. It is bound to
 * the thread that handles the frame, so that it also sees what a controller sends on the way.
 */
final class Completion {

    /** The frame that this thread is handling; unbound where it handles none. */
    static final ScopedValue<Completion> CURRENT = ScopedValue.newInstance();

    /** Starts at 1 for the handling itself. */
    private final AtomicInteger open = new AtomicInteger(1);

    private final AtomicBoolean failed = new AtomicBoolean();

    /** What to take back where it fails. */
    private volatile Runnable undo = () -> {};

    private final Runnable whenDone;
    private final Consumer<Refusal> whenFailed;

    Completion(Runnable whenDone, Consumer<Refusal> whenFailed) {
        this.whenDone = whenDone;
        this.whenFailed = whenFailed;
    }

    /** Something more to wait for; what is returned ends it, on any thread. */
    Runnable begin() {
        open.incrementAndGet();
        return this::end;
    }

    /** Begins with the current frame, where there is one. */
    static Runnable beginCurrent() {
        return CURRENT.isBound() ? CURRENT.get().begin() : () -> {};
    }

    /** What the current frame brought about, to be taken back should it fail after all. */
    static void undoCurrent(Runnable undo) {
        if (CURRENT.isBound()) {
            CURRENT.get().undo = undo;
        }
    }

    void end() {
        if (open.decrementAndGet() == 0 && !failed.get()) {
            whenDone.run();
        }
    }

    /** The first failure is told to the client; it never gets a RECEIPT after it. */
    void fail(Refusal refusal) {
        if (failed.compareAndSet(false, true)) {
            undo.run();
            whenFailed.accept(refusal);
        }
    }
}
