package io.hubbub.middleware;

import io.hubbub.message.Refusal;
import java.util.Map;
import java.util.Optional;

/** What all middlewares together say to a message. */
public sealed interface Passage {

    /**
     * It goes on.
     *
     * @param changes headers to set, and, where there is no value, to take away
     */
    record Open(Map<String, Optional<String>> changes) implements Passage {

        /** As it came. */
        public static final Open UNCHANGED = new Open(Map.of());

        public Open {
            changes = Map.copyOf(changes);
        }
    }

    /** It goes no further. */
    record Closed(Refusal refusal) implements Passage {}
}
