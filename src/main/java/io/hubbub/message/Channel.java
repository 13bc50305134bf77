package io.hubbub.message;

/**
 * Through what a message reaches its receivers. It is a value of the core, and each protocol writes
 * it in its own way: STOMP as a destination.
 */
public sealed interface Channel {

    /** The room that the receivers are members of. */
    record OfRoom(RoomName room) implements Channel {
        @Override
        public int length() {
            return room.namespace().length() + room.room().length();
        }
    }

    /** What subscribers are told of who is in a room. */
    record OfPresence(RoomName room) implements Channel {
        @Override
        public int length() {
            return room.namespace().length() + room.room().length();
        }
    }

    /** A private path of the user, such as {@code queue/replies}. */
    record OfUser(String path) implements Channel {
        @Override
        public int length() {
            return path.length();
        }
    }

    /**
     * A path of the application, which answers to a subscription.
     *
     * @param written as the client wrote it
     */
    record OfApplication(String written) implements Channel {
        @Override
        public int length() {
            return written.length();
        }
    }

    /** How many characters its names have. */
    int length();
}
