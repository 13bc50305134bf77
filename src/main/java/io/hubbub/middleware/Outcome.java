package io.hubbub.middleware;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/** What a {@link Middleware} decides about a client that enters, or about a message. */
public sealed interface Outcome {

    /**
     * Go on.
     *
     * @param message the message that goes on; null if it is unchanged
     */
    record Pass(@Nullable Incoming message) implements Outcome {

        private static final Pass AS_IT_CAME = new Pass(null);
    }

    /**
     * Do not go on, and tell the client why.
     *
     * @param data what else to tell the client, written as JSON; null for nothing else
     */
    record Refuse(Refusal refusal, @Nullable Object data) implements Outcome {}

    /** Go on. */
    static Pass pass() {
        return Pass.AS_IT_CAME;
    }

    /**
     * Go on with a changed message.
     *
     * @param message made by the {@code with...} methods of the message that the hook got
     */
    static Pass pass(Incoming message) {
        return new Pass(message);
    }

    /**
     * Refuses in the application's own words.
     *
     * @param code lower-case letters, digits and '-'; it must not be one of Hubbub's own codes
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
