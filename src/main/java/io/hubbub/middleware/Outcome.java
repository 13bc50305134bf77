package io.hubbub.middleware;

import io.hubbub.message.HeaderName;
import io.hubbub.message.Refusal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MimeTypeUtils;

/** What a {@link Middleware} says to a client that enters, or to a message. */
public sealed interface Outcome {

    /**
     * Go on.
     *
     * @param changes headers of the message to set, and, where there is no value, to take away
     */
    record Pass(Map<String, Optional<String>> changes) implements Outcome {

        /** The headers that decide nothing but how a message travels. All others say what it is. */
        private static final Set<String> CHANGEABLE =
                Set.of("event", "content-type", "echo", "also", "except", "volatile");

        /**
         * @throws IllegalArgumentException where a header cannot be changed, or not to this value
         */
        public Pass {
            changes.forEach((name, value) -> {
                if (!name.startsWith("x-") && !CHANGEABLE.contains(name)) {
                    throw new IllegalArgumentException("A middleware cannot change " + name);
                }
                HeaderName.require(name);
                value.ifPresent(set -> check(name, set));
            });
            changes = Map.copyOf(changes);
        }

        /** The same, with a header set. */
        public Pass with(String header, String value) {
            return change(header, Optional.of(value));
        }

        /** The same, with a header taken away. */
        public Pass without(String header) {
            return change(header, Optional.empty());
        }

        private Pass change(String header, Optional<String> value) {
            Map<String, Optional<String>> all = new HashMap<>(changes);
            all.put(header, value);
            return new Pass(all);
        }

        /** What the client would be blamed for, were it found later. */
        private static void check(String name, String value) {
            boolean flag = name.equals("echo") || name.equals("volatile");
            if (flag && !value.equals("true") && !value.equals("false")) {
                throw new IllegalArgumentException(name + " is true or false, not " + value);
            }
            if (name.equals("content-type")) {
                MimeTypeUtils.parseMimeType(value);
            }
        }
    }

    /**
     * Do not go on, and tell the client why.
     *
     * @param data what else to tell it, to be written as JSON; null for no more than the refusal
     */
    record Refuse(Refusal refusal, @Nullable Object data) implements Outcome {}

    /** Go on. Headers of a message are changed by {@link Pass#with} and {@link Pass#without}. */
    static Pass pass() {
        return new Pass(Map.of());
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
