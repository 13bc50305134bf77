package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message and whom it is for: the members of any of the rooms, each once, without the members of
 * the excepted rooms and without the excepted clients.
 *
 * @param skipped a client that gets nothing, such as a sender that wants no echo
 * @param exceptClients ids of clients that get nothing
 * @param ephemeral sent as {@code volatile}: has no position, and is dropped for a client whose
 *     socket is behind rather than waiting for it
 */
public record Publication(
        List<RoomName> rooms,
        List<RoomName> exceptRooms,
        @Nullable Client skipped,
        List<String> exceptClients,
        boolean ephemeral,
        Message message) {

    public Publication {
        rooms = List.copyOf(rooms);
        exceptRooms = List.copyOf(exceptRooms);
        exceptClients = List.copyOf(exceptClients);
    }
}
