package io.hubbub.client;

import io.hubbub.message.User;
import java.time.Duration;
import java.util.List;

/**
 * A client is gone.
 *
 * @param received frames that came from it
 * @param delivered messages that were handed to its outbox
 * @param rooms the rooms it was in when it went, as {@code namespace/room}
 */
public record ClientDisconnected(
        String client,
        User user,
        Origin origin,
        Departure departure,
        Duration lived,
        long received,
        long delivered,
        List<String> rooms) {

    public ClientDisconnected {
        rooms = List.copyOf(rooms);
    }
}
