package io.hubbub.stomp;

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

    private final Consumer<Map<String, String>> whenDone;
    private final Consumer<Refusal> whenFailed;

    /**
     * @param whenDone gets what the RECEIPT is to say beside its id
     */
    Completion(Consumer<Map<String, String>> whenDone, Consumer<Refusal> whenFailed) {
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
            }
            end.run();
        };
    }

    /** What the RECEIPT is to say beside its id; to be called before the last end. */
    void find(Map<String, String> newFindings) {
        findings = newFindings;
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
            if (!failed.get()) {
                whenDone.accept(findings);
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
