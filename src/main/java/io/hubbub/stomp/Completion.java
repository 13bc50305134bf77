package io.hubbub.stomp;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.room.Published;
import java.util.Map;
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

    /** What is to come behind the RECEIPT. */
    private volatile Runnable next = () -> {};

    /** What the RECEIPT is to say beside its id. */
    private volatile Map<String, String> findings = Map.of();

    /** Where the RECEIPT is sent from. */
    enum Place {
        /** The client's lane, ahead of whatever the lane does next. */
        LANE,
        /** Any thread. */
        ANYWHERE
    }

    /** Sends the RECEIPT. */
    @FunctionalInterface
    interface Acknowledgement {
        /**
         * Sends it.
         *
         * @param findings what it is to say beside its id
         */
        void send(Map<String, String> findings, Place place);
    }

    private final AtomicBoolean acknowledged = new AtomicBoolean();
    private final Acknowledgement acknowledgement;
    private final Runnable whenDone;
    private final Consumer<Refusal> whenFailed;

    Completion(Acknowledgement acknowledgement, Runnable whenDone, Consumer<Refusal> whenFailed) {
        this.acknowledgement = acknowledgement;
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

    /**
     * Begins a publication of the current frame. Where it is refused, so is the frame.
     *
     * @param main whether it is what the frame asked for, whose position its RECEIPT tells
     */
    static Consumer<Published> publishCurrent(boolean main) {
        if (!CURRENT.isBound()) {
            return _ -> {};
        }
        Completion current = CURRENT.get();
        Runnable end = current.begin();
        return published -> {
            switch (published) {
                case Published.HandedOver(Position position) when main && position != null ->
                        current.find(Map.of("position", position.toString()));
                case Published.HandedOver _ -> {}
                case Published.Refused(Refusal refusal) -> current.fail(refusal);
                // The client is being closed, so that it comes back and sends it again.
                case Published.Unknown() -> current.fail(new Refusal(ErrorCode.SERVER_ERROR));
            }
            end.run();
        };
    }

    /** What the RECEIPT is to say beside its id; to be called before the last end. */
    void find(Map<String, String> newFindings) {
        findings = newFindings;
    }

    /**
     * Sends the RECEIPT at once, on the client's lane: what the frame asked for took effect there,
     * and what the lane delivers next is to come behind it. The handling may still be on its way
     * out.
     */
    void acknowledgeOnLane(Map<String, String> newFindings) {
        acknowledge(newFindings, Place.LANE);
    }

    private void acknowledge(Map<String, String> said, Place place) {
        if (!failed.get() && acknowledged.compareAndSet(false, true)) {
            acknowledgement.send(said, place);
        }
    }

    /** What is to come behind the RECEIPT; to be called before the last end. */
    void follow(Runnable newNext) {
        next = newNext;
    }

    /** What the current frame brought about, to be taken back should it fail after all. */
    static void undoCurrent(Runnable undo) {
        if (CURRENT.isBound()) {
            CURRENT.get().undo = undo;
        }
    }

    void end() {
        if (open.decrementAndGet() == 0) {
            acknowledge(findings, Place.ANYWHERE);
            if (!failed.get()) {
                whenDone.run();
            }
            next.run();
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
