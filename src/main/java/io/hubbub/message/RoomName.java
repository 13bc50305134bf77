package io.hubbub.message;

import java.util.Comparator;

/** A room's full name. Several rooms are locked at once in this order. */
public record RoomName(String namespace, String room) implements Comparable<RoomName> {

    private static final Comparator<RoomName> ORDER =
            Comparator.comparing(RoomName::namespace).thenComparing(RoomName::room);

    /** The destination that a client of any STOMP broker would expect for this room. */
    public String destination() {
        boolean aliased = namespace.equals(Destination.MAIN) && room.indexOf('/') < 0;
        return aliased ? "/topic/" + room : "/topic/" + namespace + '/' + room;
    }

    @Override
    public int compareTo(RoomName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + '/' + room;
    }
}
