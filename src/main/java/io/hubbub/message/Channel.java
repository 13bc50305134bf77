package io.hubbub.message;

/**
 * The way by which a message reaches its receivers. It is a value of the core. Each protocol writes
 * it in its own form.
 */
public sealed interface Channel {

    /** The room that the receivers are members of. */
    record OfRoom(RoomName room) implements Channel {
        @Override
        public int length() {
            return room.namespace().length() + room.room().length();
        }
    }

    /** The presence of a room, for its subscribers. */
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
     * A path of the application that answers a subscription.
     *
     * @param written the path as the client wrote it
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
