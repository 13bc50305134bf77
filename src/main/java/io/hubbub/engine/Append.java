package io.hubbub.engine;

import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to be kept.
 *
 * @param rooms whose logs it goes to: at least one, each once, all of one namespace
 * @param except rooms whose members do not get it
 * @param echo whether its own sender gets it
 * @param id the sender's own id, which makes it be kept once however often it is sent; null where
 *     it has none
 * @param maker who makes those of the rooms that it is the first message of; null for the server
 */
public record Append(
        List<RoomName> rooms,
        List<RoomName> except,
        boolean echo,
        Message message,
        @Nullable String id,
        @Nullable Maker maker) {

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

    public Append {
        rooms = List.copyOf(rooms);
        except = List.copyOf(except);
        if (rooms.isEmpty()) {
            throw new IllegalArgumentException("A message is kept in at least one room");
        }
    }

    /**
     * About what it takes where it is kept, in all of its rooms together: what is charged for it.
     */
    public long bytes() {
        long bytes = OWN_BYTES + message.body().length + message.event().length();
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            bytes += header.getKey().length() + header.getValue().length();
        }
        for (RoomName room : rooms) {
            bytes += room.room().length();
        }
        for (RoomName room : except) {
            bytes += room.room().length();
        }
        return bytes * rooms.size();
    }

    public String namespace() {
        return rooms.getFirst().namespace();
    }
}
