package io.hubbub.stomp;

import io.hubbub.desk.Command;
import io.hubbub.desk.Onward;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.room.Published;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A frame on its way through Spring's interceptors and controllers. It is done when all that was
 * set in motion on the way is done: each message that a controller sends is begun and ended here.
 * It is bound to the thread that handles the frame, which is how such a message finds it.
 */
final class PendingFrame {

    /** The frame that this thread handles; unbound where it handles none. */
    static final ScopedValue<PendingFrame> CURRENT = ScopedValue.newInstance();

    private final Onward onward;

    /** What is not done yet, and the handling itself. Any thread counts. */
    private final AtomicInteger open = new AtomicInteger(1);

    /** Whether it was refused, or handed to the desk, which then replies. Any thread. */
    private final AtomicBoolean settled = new AtomicBoolean();

    /** What to take back where it fails; written by the handling thread before anything can. */
    private volatile Runnable undo = () -> {};

    PendingFrame(Onward onward) {
        this.onward = onward;
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

    /** Begins a publication of the current frame. Where it is refused, so is the frame. */
    static Consumer<Published> publishCurrent() {
        if (!CURRENT.isBound()) {
            return _ -> {};
        }
        PendingFrame current = CURRENT.get();
        Runnable end = current.begin();
        return published -> {
            switch (published) {
                case Published.HandedOver _ -> {}
                case Published.Refused(Refusal refusal) -> current.fail(refusal);
                case Published.Unknown _ -> current.fail(new Refusal(ErrorCode.SERVER_ERROR));
            }
            end.run();
        };
    }

    /** What the frame brought about so far, to be taken back should it fail after all. */
    void undo(Runnable newUndo) {
        undo = newUndo;
    }

    /** It came to its end without a controller: the desk does the command, and replies. */
    void passOn(Command command) {
        if (settled.compareAndSet(false, true)) {
            onward.perform(command);
        }
    }

    void end() {
        if (open.decrementAndGet() == 0 && settled.compareAndSet(false, true)) {
            onward.done();
        }
    }

    /** The first failure is told to the client. */
    void fail(Refusal refusal) {
        if (settled.compareAndSet(false, true)) {
            undo.run();
            onward.refuse(refusal);
        }
    }
}
