package io.hubbub.chat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.client.Client;
import io.hubbub.client.ClientConnected;
import io.hubbub.client.ClientDisconnected;
import io.hubbub.client.Clients;
import io.hubbub.message.RoomName;
import io.hubbub.rate.Cost;
import io.hubbub.rate.RateLimit;
import io.hubbub.room.RoomEvent;
import io.hubbub.room.Rooms;
import io.hubbub.spelling.ReservedNames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;

/**
 * Tells a room who came, went, or has another name. Only clients with a name are announced.
 * Programs that use the namespace for something else are neither announced nor interested. A note
 * has no sender, like everything that the server says, so nobody can forge it.
 *
 * <p>The listeners run on the events' thread, {@link #named} on a connection's thread.
 */
final class Notes {

    /**
     * The most people of a room with notes. If all members of a larger room came back at once, the
     * messages would be the square of their number.
     */
    static final int MAX_PEOPLE = 500;

    /** Somebody came or went. {@code people} are in the room now. */
    record Note(Person person, int people) {}

    /** Somebody has a new name. {@code was} is the old one. */
    record Renamed(Person person, String was) {}

    private final People people;
    private final ReservedNames taken;
    private final Rooms rooms;
    private final Clients clients;
    private final Broadcast broadcast;

    Notes(People people, ReservedNames taken, Rooms rooms, Clients clients, Broadcast broadcast) {
        this.people = people;
        this.taken = taken;
        this.rooms = rooms;
        this.clients = clients;
        this.broadcast = broadcast;
    }

    /** A client whose name is this user's, or looks like it, loses that name. */
    @EventListener
    void connected(ClientConnected event) {
        String name = event.user().name();
        if (event.user().guest() || !taken.saw(name)) {
            return;
        }
        people.loseLike(name)
                .forEach((id, was) -> {
                    Client client = clients.find(id);
                    if (client != null) {
                        named(client, was);
                    }
                });
    }

    @EventListener
    void joined(RoomEvent.Joined event) {
        if (people.isNamed(event.client())) {
            note(event.room(), "joined", people.person(event.client(), event.user()));
        }
    }

    @EventListener
    void left(RoomEvent.Left event) {
        if (people.isNamed(event.client())) {
            note(event.room(), "left", people.person(event.client(), event.user()));
        }
    }

    /** Comes after the events of the rooms that the client was in. */
    @EventListener
    void ended(ClientDisconnected event) {
        people.forget(event.client());
    }

    /** A client gave a name. {@code was} is its old name; null if this is the first. */
    void named(Client client, @Nullable String was) {
        Person person = people.person(client);
        List<RoomName> in = roomsOf(client);
        if (was == null) {
            RateLimit.charge(
                    Cost.message(1 + in.size(), in.stream().mapToInt(rooms::memberCount).sum()));
            in.forEach(room -> note(room, "joined", person));
            return;
        }
        // One message to all rooms: a client that shares several with this one gets it once.
        String[] small =
                in.stream()
                        .filter(room -> rooms.memberCount(room) <= MAX_PEOPLE)
                        .map(RoomName::room)
                        .toArray(String[]::new);
        if (small.length > 0 && !was.equals(person.name())) {
            int told = in.stream().mapToInt(rooms::memberCount).sum();
            RateLimit.charge(Cost.message(small.length, told));
            broadcast
                    .in(ChatController.CHAT)
                    .to(small)
                    .volatile_()
                    .event("renamed", new Renamed(person, was));
        }
    }

    private void note(RoomName room, String event, Person person) {
        int size = rooms.memberCount(room);
        if (room.namespace().equals(ChatController.CHAT) && size > 0 && size <= MAX_PEOPLE) {
            broadcast
                    .in(ChatController.CHAT)
                    .to(room.room())
                    .except(person.client())
                    .volatile_()
                    .event(event, new Note(person, size));
        }
    }

    private static List<RoomName> roomsOf(Client client) {
        return client.rooms().stream()
                .filter(room -> room.namespace().equals(ChatController.CHAT))
                .toList();
    }
}
