package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespace;
import java.util.List;

/** Clients that the server's code chose, to move between the rooms of one namespace. */
public final class Audience {

    private final Rooms rooms;
    private final Namespace namespace;
    private final List<Client> clients;

    Audience(Rooms rooms, Namespace namespace, List<Client> clients) {
        this.rooms = rooms;
        this.namespace = namespace;
        this.clients = List.copyOf(clients);
    }

    /** The ids of the chosen clients. */
    public List<String> ids() {
        return clients.stream().map(Client::id).toList();
    }

    /**
     * Makes the clients members of rooms. A client that did not subscribe to a room itself gets its
     * messages under a subscription id that its protocol derives from the room's name. It can end
     * that subscription like one of its own.
     *
     * @return how many memberships are new
     */
    public int join(String... roomNames) {
        int joined = 0;
        for (String room : roomNames) {
            RoomName name = Broadcast.name(namespace, room);
            for (Client client : clients) {
                if (!rooms.isMember(client, name) && rooms.move(client, name, namespace) == null) {
                    joined++;
                }
            }
        }
        return joined;
    }

    /**
     * Takes the clients out of rooms, no matter how they became members.
     *
     * @return how many memberships ended
     */
    public int leave(String... roomNames) {
        int left = 0;
        for (String room : roomNames) {
            RoomName name = Broadcast.name(namespace, room);
            for (Client client : clients) {
                left += rooms.leave(client, name) ? 1 : 0;
            }
        }
        return left;
    }

    /** Ends the clients' connections with a code that tells them not to come back. */
    public void disconnect() {
        Refusal refusal = new Refusal(ErrorCode.DISCONNECTED);
        clients.forEach(client -> client.fail(refusal, Departure.DISCONNECTED));
    }
}
