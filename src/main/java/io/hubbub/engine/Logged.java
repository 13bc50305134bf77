package io.hubbub.engine;

import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.util.List;
import java.util.Map;

/**
 * A message as a room's log has it.
 *
 * @param routing whom the message was for. A member of several of its rooms got it through the
 *     first of them
 */
public record Logged(Position position, Message message, Routing routing) {

    /** All rooms that the message was sent to, in the sender's order. */
    public List<RoomName> rooms() {
        return routing.rooms();
    }

    /** About how long the body and the headers are. A read is bounded by this. */
    public int bytes() {
        int bytes = message.body().length;
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            bytes += header.getKey().length() + header.getValue().length();
        }
        return bytes;
    }
}
