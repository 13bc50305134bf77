package io.hubbub.client;

import io.hubbub.message.RoomName;

import org.jspecify.annotations.Nullable;

/** What a subscription listens to: a room, or one of the user's private destinations. */
public interface Source {

    String destination();

    /** The room whose member the subscribed client is; null where the source is no room. */
    default @Nullable RoomName memberOf() {
        return null;
    }

    /** A destination that only this client's own user is written to. */
    record Private(String path) implements Source {
        @Override
        public String destination() {
            return "/user/" + path;
        }
    }

    /** An application destination, which answers once, when it is subscribed to. */
    record Application(String destination) implements Source {}
}
