package io.hubbub.middleware;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/** What a {@link Middleware} says to a client that enters, or to a message. */
public sealed interface Outcome {

    /**
     * Go on.
     *
     * @param message the message as it is to go on; null for as it came
     */
    record Pass(@Nullable Incoming message) implements Outcome {

        private static final Pass AS_IT_CAME = new Pass(null);
    }

    /**
     * Do not go on, and tell the client why.
     *
     * @param data what else to tell it, to be written as JSON; null for no more than the refusal
     */
    record Refuse(Refusal refusal, @Nullable Object data) implements Outcome {}

    /** Go on. */
    static Pass pass() {
        return Pass.AS_IT_CAME;
    }

    /**
     * Go on with a changed message.
     *
     * @param message made from the one that was asked about, with its {@code with...} methods
     */
    static Pass pass(Incoming message) {
        return new Pass(message);
    }

    /**
     * Refuses in the application's own words.
     *
     * @param code lower-case letters, digits and '-', and none of Hubbub's own
     * @param message one sentence for people
     */
    static Refuse refuse(String code, String message) {
        return new Refuse(Refusal.custom(code, message, null), null);
    }

    /**
     * Refuses in the application's own words.
     *
     * @param data anything that Jackson writes
     * @see #refuse(String, String)
     */
    static Refuse refuse(String code, String message, Object data) {
        return new Refuse(Refusal.custom(code, message, null), data);
    }

    /** Refuses as Hubbub itself does: {@code new Refusal(ErrorCode.NOT_ALLOWED)}. */
    static Refuse refuse(Refusal refusal) {
        return new Refuse(refusal, null);
    }
}
