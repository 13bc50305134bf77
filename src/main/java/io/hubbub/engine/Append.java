package io.hubbub.engine;

import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message for an engine, which gives it positions, keeps it as its namespace wants, and tells it.
 *
 * @param ephemeral whether the message is volatile. The engine tells such a message in its order
 *     among the sender's other messages. It gives the message no position, does not keep it, and
 *     ignores its id
 * @param id the sender's own id, by which a message that is sent again is recognised; null if it
 *     has none
 * @param maker the maker of each room whose first message this is; null for the server
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

    /** About what a message takes beside the bytes that its sender wrote. */
    private static final long OWN_BYTES = 160;

    /** About how many bytes the message takes in all of its rooms together, which are charged. */
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

    /** The rooms whose logs the message goes to; none if it is not for rooms. */
    public List<RoomName> rooms() {
        return routing.rooms();
    }

    public String namespace() {
        return routing.namespace();
    }
}
