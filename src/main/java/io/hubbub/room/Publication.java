package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import io.hubbub.question.Question;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A message and whom it is for: the members of any of the rooms, each once, without the members of
 * the excepted rooms and without the excepted clients.
 *
 * @param skipped a client that gets nothing, such as a sender that wants no echo
 * @param exceptClients ids of clients that get nothing
 * @param ephemeral sent as {@code volatile}: has no position, and is dropped for a client whose
 *     socket is behind rather than waiting for it
 * @param id the sender's own, which makes it be published once however often it is sent; null where
 *     it has none
 * @param author the client that it comes from, which is charged for what is kept; null for the
 *     server itself
 * @param question the question that the message puts to whoever gets it; null for most messages
 */
public record Publication(
        List<RoomName> rooms,
        List<RoomName> exceptRooms,
        @Nullable Client skipped,
        List<String> exceptClients,
        boolean ephemeral,
        Message message,
        @Nullable String id,
        @Nullable Client author,
        @Nullable Question question) {

    public Publication {
        rooms = rooms.stream().distinct().toList();
        exceptRooms = List.copyOf(exceptRooms);
        exceptClients = List.copyOf(exceptClients);
    }

    /** A message of the server's own that asks nothing. */
    public Publication(
            List<RoomName> rooms,
            List<RoomName> exceptRooms,
            @Nullable Client skipped,
            List<String> exceptClients,
            boolean ephemeral,
            Message message) {
        this(rooms, exceptRooms, skipped, exceptClients, ephemeral, message, null, null, null);
    }

    /** The same under an id of its sender's. */
    public Publication identified(@Nullable String newId) {
        return new Publication(
                rooms,
                exceptRooms,
                skipped,
                exceptClients,
                ephemeral,
                message,
                newId,
                author,
                question);
    }

    /** The same as a question: who gets it reads where to answer. Nobody is asked by itself. */
    public Publication asking(Question question) {
        Client asker = question.asker();
        return new Publication(
                rooms,
                exceptRooms,
                asker != null ? asker : skipped,
                exceptClients,
                ephemeral,
                message,
                id,
                author,
                question);
    }

    /** As those read it who are there now: what is kept cannot be answered. */
    Message live() {
        return question == null ? message : message.with("reply-to", question.replyTo());
    }

    String namespace() {
        return rooms.getFirst().namespace();
    }
}
