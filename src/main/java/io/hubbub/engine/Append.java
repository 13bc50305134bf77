package io.hubbub.engine;

import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to be said, and kept as its namespace wants it.
 *
 * @param ephemeral whether it is said only, at its place among the sender's other messages: it gets
 *     no position, is kept nowhere, and its id is not looked at
 * @param id the sender's own id, which makes the message be kept once however often it is sent;
 *     null where it has none
 * @param maker who makes those of the rooms that it is the first message of; null for the server
 * @param local handed to the {@link Feed feeds} of this process with the message; null for nothing.
 *     The engine neither keeps it nor looks at it
 */
public record Append(
        Routing routing,
        Message message,
        boolean ephemeral,
        @Nullable String id,
        @Nullable Maker maker,
        @Nullable Object local) {

    /** What a message takes beside what its sender wrote. */
    private static final long OWN_BYTES = 160;

    /** One of the server's own. */
    public Append(
            List<RoomName> rooms,
            List<RoomName> except,
            boolean echo,
            Message message,
            @Nullable String id) {
        this(rooms, except, echo, message, id, null);
    }

    /** One that nobody waits for. */
    public Append(
            List<RoomName> rooms,
            List<RoomName> except,
            boolean echo,
            Message message,
            @Nullable String id,
            @Nullable Maker maker) {
        this(
                new Routing(new Routing.Target.Rooms(rooms), except, List.of(), echo),
                message,
                false,
                id,
                maker,
                null);
    }

    /**
     * About what it takes where it is kept, in all of its rooms together: what is charged for it.
     */
    public long bytes() {
        long bytes = OWN_BYTES + message.body().length + message.event().length();
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            bytes += header.getKey().length() + header.getValue().length();
        }
        for (RoomName room : rooms()) {
            bytes += room.room().length();
        }
        for (RoomName room : routing.exceptRooms()) {
            bytes += room.room().length();
        }
        for (String client : routing.exceptClients()) {
            bytes += client.length();
        }
        return bytes * rooms().size();
    }

    /** Whether the message is for the members of rooms, in whose logs it may be kept. */
    public boolean isForRooms() {
        return routing.target() instanceof Routing.Target.Rooms;
    }

    /** The rooms whose logs it goes to; none where it is not for rooms. */
    public List<RoomName> rooms() {
        return routing.rooms();
    }

    public String namespace() {
        return routing.namespace();
    }
}
