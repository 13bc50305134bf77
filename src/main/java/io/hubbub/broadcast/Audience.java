package io.hubbub.broadcast;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespace;
import io.hubbub.room.Rooms;
import java.util.List;

/**
 * Clients that the server's own code chose. The methods put them into rooms of one namespace, take
 * them out of such rooms, or disconnect them.
 */
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
     * Makes the clients members of rooms. A client that is a member already, or that cannot join,
     * is skipped. A new member gets the room's messages under a subscription id that the client's
     * protocol derives from the room's name. The client can end this subscription like one that it
     * made itself.
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
