package io.hubbub.broadcast;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Time;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.message.Routing.Target;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Namespaces;
import io.hubbub.question.Questions;
import io.hubbub.room.Rooms;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends messages from the server's own code, asks questions, and moves clients in and out of rooms:
 *
 * <pre>{@code
 * broadcast.in("chat").to("lobby", "news").except(clientId).volatile_().event("typing", body);
 * broadcast.in("chat").to("lobby").ask(Duration.ofSeconds(5), "vote", body).thenAccept(...);
 * broadcast.in("chat").toClients(clientId).send("only for you");
 * broadcast.in("chat").clientsIn("lobby").join("archive");
 * }</pre>
 *
 * <p>No policy is asked, and the messages have no sender. Safe for every thread.
 */
public final class Broadcast {

    /** How many rooms a call may name. More are most likely a mistake. */
    private static final int MAX_ROOMS = 1_000;

    private final Namespaces namespaces;
    private final Rooms rooms;
    private final Questions questions;
    private final Clients clients;
    private final ServerMessages messages;

    public Broadcast(
            Namespaces namespaces,
            Rooms rooms,
            Questions questions,
            Clients clients,
            JsonMapper json,
            Time time) {
        this.namespaces = namespaces;
        this.rooms = rooms;
        this.questions = questions;
        this.clients = clients;
        messages = new ServerMessages(clients.limits(), json, time);
    }

    /**
     * Chooses a namespace.
     *
     * @throws IllegalArgumentException if the namespace does not exist
     */
    public In in(String namespace) {
        Namespace found = namespaces.find(namespace);
        if (found == null) {
            throw new IllegalArgumentException("There is no namespace '" + namespace + "'");
        }
        return new In(found);
    }

    /** A chosen namespace. */
    public final class In {

        private final Namespace namespace;

        private In(Namespace namespace) {
            this.namespace = namespace;
        }

        /** Chooses all members of these rooms. A client in several of them is chosen once. */
        public Recipients to(String... roomNames) {
            return to(new Target.Rooms(names(namespace, roomNames)));
        }

        /**
         * Chooses clients by their ids. A client that is in no room of the namespace gets nothing.
         * A message to clients is not kept and has no position.
         */
        public Recipients toClients(String... clientIds) {
            return to(new Target.Clients(namespace.name(), List.of(clientIds)));
        }

        /**
         * Chooses all clients that are in a room of the namespace, each once. A message to clients
         * is not kept and has no position.
         */
        public Recipients toEveryone() {
            return to(new Target.Everyone(namespace.name()));
        }

        private Recipients to(Target target) {
            return new Recipients(rooms, questions, messages, namespace, Routing.to(target), false);
        }

        /**
         * Deletes everything that a room keeps. Its members stay. Later messages have another
         * epoch, so nobody mistakes a later message for a deleted one. May wait for a disk.
         *
         * @return whether the room kept anything
         * @throws UncheckedIOException if the store cannot be written; then nothing is deleted
         */
        public boolean delete(String room) {
            return rooms.space().delete(name(namespace, room), "The application");
        }

        /** Chooses the members that a room has now. */
        public Audience clientsIn(String room) {
            return audience(rooms.members(name(namespace, room)));
        }

        /** Chooses the clients that a user has now. */
        public Audience clientsOf(String user) {
            return audience(clients.ofUser(user));
        }

        /** Chooses one client, or nobody if the client is gone. */
        public Audience client(String id) {
            return audience(Stream.ofNullable(clients.find(id)).toList());
        }

        private Audience audience(List<Client> chosen) {
            return new Audience(rooms, namespace, chosen);
        }
    }

    static List<RoomName> names(Namespace namespace, String... rooms) {
        if (rooms.length == 0 || rooms.length > MAX_ROOMS) {
            throw new IllegalArgumentException("Name 1 to " + MAX_ROOMS + " rooms");
        }
        return Stream.of(rooms).map(room -> name(namespace, room)).toList();
    }

    static RoomName name(Namespace namespace, String room) {
        return switch (RoomName.parse(namespace.name(), room)) {
            case Result.Done<RoomName> name -> name.value();
            case Result.Refused<RoomName> refused ->
                    throw new IllegalArgumentException(
                            "'" + room + "': " + refused.refusal().message());
        };
    }
}
