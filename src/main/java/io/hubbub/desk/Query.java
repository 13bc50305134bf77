package io.hubbub.desk;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may ask for without being a client, as over HTTP. A gateway reads it from a
 * request; {@link FrontDesk} decides it and does it.
 */
public sealed interface Query {

    /** What the caller must have the right to. Without it, the caller is told nothing else. */
    Right right();

    /**
     * Read what was said in a room.
     *
     * @param window which messages; or why the request names none, which the caller is told if the
     *     namespace keeps messages
     */
    record Messages(RoomName room, Result<Window> window) implements Query {
        @Override
        public Right right() {
            return new Right.Enter(room.namespace());
        }
    }

    /**
     * Read who is in a room.
     *
     * @param after only users whose name is greater; null for the first
     * @param limit the most users; or why the request names no such number
     */
    record People(RoomName room, @Nullable String after, Result<Integer> limit) implements Query {
        @Override
        public Right right() {
            return new Right.Enter(room.namespace());
        }
    }

    /** Delete everything that a room keeps. Its members stay. */
    record Deletion(RoomName room) implements Query {
        @Override
        public Right right() {
            return new Right.Administer();
        }
    }

    /**
     * Something that cannot be done, whoever asks for it. Only a caller that has the right is told
     * why: all others would learn what there is.
     */
    record Impossible(Right right, Refusal why) implements Query {}

    /** What a caller must have the right to. */
    sealed interface Right {

        /** To enter a namespace, as a client that joins a room there. */
        record Enter(String namespace) implements Right {}

        /**
         * To administer the server. It is no right to a namespace: an administrator also deletes
         * what is left of a namespace that the configuration no longer names.
         */
        record Administer() implements Right {}
    }

    /**
     * A part of a room's messages.
     *
     * @param limit the most messages
     * @param bytes the most bytes of all messages together
     */
    record Window(Start start, int limit, int bytes) {}

    /** Where a window begins, and in which direction it goes. */
    sealed interface Start {

        /**
         * After a position. All that is kept comes after a position of another past of the room.
         */
        record After(Position position) implements Start {}

        /** Before a position. Nothing comes before a position of another past of the room. */
        record Before(Position position) implements Start {}

        /** The newest messages. */
        record Newest() implements Start {}
    }
}
