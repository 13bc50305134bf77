package io.hubbub.client;

import io.hubbub.message.RoomName;
import org.jspecify.annotations.Nullable;

/** What a subscription listens to, such as a room or a private destination of the user. */
public interface Source {

    String destination();

    /** The room whose member the subscribed client is; null where the source is no room. */
    default @Nullable RoomName memberOf() {
        return null;
    }

    /** A destination whose messages are for this client's own user. */
    record Private(String path) implements Source {
        @Override
        public String destination() {
            return "/user/" + path;
        }
    }

    /** A destination of the application, which answers once, when a client subscribes to it. */
    record Application(String destination) implements Source {}
}
