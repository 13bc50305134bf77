package io.hubbub.message;

import java.util.List;
import java.util.stream.Stream;

/**
 * The receivers of a message. It is a value without references to live objects, so it can be stored
 * beside the message and sent to another node. A replay therefore leaves out whoever was left out
 * live.
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
         * @param rooms at least one, all of one namespace
         */
        record Rooms(List<RoomName> rooms) implements Target {

            public Rooms {
                rooms = rooms.size() == 1 ? List.copyOf(rooms) : rooms.stream().distinct().toList();
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

    /** To all of a target. */
    public static Routing to(Target target) {
        return new Routing(target, List.of(), List.of(), true);
    }

    /** To all members of these rooms. */
    public static Routing to(List<RoomName> rooms) {
        return to(new Target.Rooms(rooms));
    }

    /** The same without the members of more rooms. */
    public Routing exceptRooms(List<RoomName> more) {
        return new Routing(target, joined(exceptRooms, more), exceptClients, echo);
    }

    /** The same without more clients. */
    public Routing exceptClients(List<String> more) {
        return new Routing(target, exceptRooms, joined(exceptClients, more), echo);
    }

    /** The same without the client that sent the message. */
    public Routing withoutEcho() {
        return new Routing(target, exceptRooms, exceptClients, false);
    }

    public String namespace() {
        return target.namespace();
    }

    /** The rooms that the message is for. Empty if it is not for rooms. */
    public List<RoomName> rooms() {
        return target instanceof Target.Rooms(List<RoomName> rooms) ? rooms : List.of();
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
