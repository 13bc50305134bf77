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
 * A frame on its way through Spring's interceptors and controllers. The frame is done when
 * everything that it caused is done: each message that a controller sends is begun and ended here.
 * This object is bound to the thread that handles the frame, so such a message finds it.
 */
final class PendingFrame {

    /** The frame that this thread handles; unbound if the thread handles none. */
    static final ScopedValue<PendingFrame> CURRENT = ScopedValue.newInstance();

    private final Onward onward;

    /** How much is not done yet, the handling itself included. Any thread counts up and down. */
    private final AtomicInteger open = new AtomicInteger(1);

    /**
     * Whether the frame was answered, or handed to the desk, which then replies. Any thread sets
     * this once.
     */
    private final AtomicBoolean settled = new AtomicBoolean();

    /**
     * Takes back what the frame brought about. Written by the handling thread before anything can
     * fail.
     */
    private volatile Runnable undo = () -> {};

    PendingFrame(Onward onward) {
        this.onward = onward;
    }

    /** Adds something to wait for. Run the returned action, on any thread, when that is done. */
    Runnable begin() {
        open.incrementAndGet();
        return this::end;
    }

    /** Does the same for the current frame, if there is one. */
    static Runnable beginCurrent() {
        return CURRENT.isBound() ? CURRENT.get().begin() : () -> {};
    }

    /**
     * Adds a publication for the current frame to wait for. If the publication is refused, the
     * frame is refused too.
     */
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

    /** Sets what takes back the effects so far, in case the frame fails later. */
    void undo(Runnable newUndo) {
        undo = newUndo;
    }

    /**
     * The frame passed the interceptors and is for no controller. The desk carries out the command
     * and replies.
     */
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

    /** Refuses the frame. The client is told only the first failure. */
    void fail(Refusal refusal) {
        if (settled.compareAndSet(false, true)) {
            undo.run();
            onward.refuse(refusal);
        }
    }
}
