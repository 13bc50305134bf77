package io.hubbub.engine;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.List;
import java.util.Map;

/**
 * A message as a room's log has it.
 *
 * @param rooms all rooms that it was sent to, in the sender's order; whoever is in several got it
 *     through the first
 * @param except rooms whose members did not get it
 * @param echo whether its own sender got it
 */
public record Logged(
        Position position,
        Message message,
        List<RoomName> rooms,
        List<RoomName> except,
        boolean echo) {

    public Logged {
        rooms = List.copyOf(rooms);
        except = List.copyOf(except);
    }

    /** About how long its body and its headers are: what a reading is bounded by. */
    public int bytes() {
        int bytes = message.body().length;
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            bytes += header.getKey().length() + header.getValue().length();
        }
        return bytes;
    }
}
