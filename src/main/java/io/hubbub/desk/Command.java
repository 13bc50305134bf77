package io.hubbub.desk;

import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.middleware.Draft;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.wire.Dialect;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for. A gateway reads it from what its clients write; {@link FrontDesk} decides
 * it and does it.
 *
 * <p>{@code headers} are the client's own {@code x-...} headers, for the middlewares that are asked
 * when a client enters a namespace. {@code subscription} is the id that the client chose for a
 * subscription, and {@code dialect} says how the messages for it are written.
 */
public sealed interface Command {

    /** Become a member of a room and receive its messages. */
    record Join(
            RoomName room,
            String subscription,
            Dialect dialect,
            ReplayRequest replay,
            Map<String, String> headers)
            implements Command {}

    /** End a subscription, whatever it is to. */
    record Leave(String subscription) implements Command {}

    /** Send a message to a room. */
    record Publish(RoomName room, Draft draft) implements Command {}

    /**
     * Send a message to a room as a question, which each client that gets it may answer once.
     *
     * @param millis how long answers are waited for; 0 or less where the client wrote no time
     * @param asker who is told the answers
     */
    record Ask(RoomName room, Draft draft, long millis, Asker asker) implements Command {}

    /** Answer a question. */
    record Answer(String question, Draft draft) implements Command {}

    /**
     * Hear who is in a room, who comes and who goes.
     *
     * @param written the subscription's id as messages carry it; null where they carry none
     */
    record Watch(
            RoomName room,
            String subscription,
            @Nullable String written,
            Map<String, String> headers)
            implements Command {}

    /** Show a state in a room's presence. */
    record Show(RoomName room, Draft draft) implements Command {}

    /** Go on with a fresh token. */
    record Renew(String token) implements Command {

        /** A token stands in no log. */
        @Override
        public String toString() {
            return "Renew";
        }
    }

    /** Hear what is sent to a private path of the client's user. */
    record Listen(String path, String subscription, Dialect dialect) implements Command {}

    /**
     * Call the application's controllers, which are found on the way that the gateway gives with
     * the command ({@link Detour}).
     *
     * @param draft what the client sends; null where it subscribes to an answer
     */
    record Call(String namespace, String path, @Nullable Draft draft, Map<String, String> headers)
            implements Command {}

    /**
     * Something in a namespace that cannot be done, whoever asks for it. Only a client that may
     * enter the namespace is told why: all others would learn that there is such a namespace.
     */
    record Impossible(String namespace, Map<String, String> headers, Refusal why)
            implements Command {}
}
