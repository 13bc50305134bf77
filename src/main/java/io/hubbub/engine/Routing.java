package io.hubbub.engine;

import io.hubbub.message.RoomName;
import java.util.List;

/**
 * Whom a message is for. It is a value without references to live objects, so that it can be kept
 * beside the message and sent to another node: a replay leaves out who was left out.
 *
 * @param target who gets the message, before anybody is left out
 * @param exceptRooms rooms whose members do not get it
 * @param exceptClients ids of clients that do not get it
 * @param echo whether the client that sent the message gets it too
 */
public record Routing(
        Target target, List<RoomName> exceptRooms, List<String> exceptClients, boolean echo) {

    /** Who gets a message. All of it is within one namespace. */
    public sealed interface Target {

        String namespace();

        /**
         * The members of any of these rooms, each once.
         *
         * @param rooms at least one, each once, all of one namespace
         */
        record Rooms(List<RoomName> rooms) implements Target {

            public Rooms {
                rooms = List.copyOf(rooms);
                if (rooms.isEmpty()) {
                    throw new IllegalArgumentException("A message goes to at least one room");
                }
            }

            @Override
            public String namespace() {
                return rooms.getFirst().namespace();
            }
        }

        /**
         * Clients that are a member of any room of the namespace.
         *
         * @param ids which of them
         */
        record Clients(String namespace, List<String> ids) implements Target {

            public Clients {
                ids = List.copyOf(ids);
            }
        }

        /** All clients that are a member of any room of the namespace, each once. */
        record Everyone(String namespace) implements Target {}
    }

    public Routing {
        exceptRooms = List.copyOf(exceptRooms);
        exceptClients = List.copyOf(exceptClients);
    }

    /** To all members of these rooms. */
    public static Routing to(List<RoomName> rooms) {
        return new Routing(new Target.Rooms(rooms), List.of(), List.of(), true);
    }

    /** To all members of these rooms but those of the excepted rooms. */
    public static Routing to(List<RoomName> rooms, List<RoomName> exceptRooms, boolean echo) {
        return new Routing(new Target.Rooms(rooms), exceptRooms, List.of(), echo);
    }

    public String namespace() {
        return target.namespace();
    }

    /** The rooms that the message is for; none where it is not for rooms. */
    public List<RoomName> rooms() {
        return target instanceof Target.Rooms(List<RoomName> rooms) ? rooms : List.of();
    }
}
