package io.hubbub.middleware;

import io.hubbub.client.Origin;
import io.hubbub.message.User;
import java.util.Map;

/**
 * A client that comes into a namespace.
 *
 * @param client the client's id
 * @param headers the {@code x-...} headers of the frame that it comes with
 */
public record Entry(
        String client, User user, Origin origin, String namespace, Map<String, String> headers) {

    public Entry {
        headers = Map.copyOf(headers);
    }
}
