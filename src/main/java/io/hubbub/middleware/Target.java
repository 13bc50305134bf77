package io.hubbub.middleware;

import io.hubbub.message.RoomName;

/** Where a client sends a message. */
public sealed interface Target {

    /** The namespace whose middlewares are asked. */
    String namespace();

    /** A room. {@link Incoming#also} may name more. */
    record Room(RoomName room) implements Target {
        @Override
        public String namespace() {
            return room.namespace();
        }
    }

    /**
     * A path of the application's controllers. If no controller answers to it, the message goes to
     * the room of that name.
     */
    record Path(String namespace, String path) implements Target {}

    /** An open question, which the message answers. */
    record Question(String namespace) implements Target {}

    /** What the sender shows of itself in a room's presence. */
    record Presence(RoomName room) implements Target {
        @Override
        public String namespace() {
            return room.namespace();
        }
    }
}
