package io.hubbub.middleware;

import io.hubbub.client.Origin;
import io.hubbub.message.Destination;
import io.hubbub.message.Message;
import io.hubbub.message.User;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that a client sends into a namespace, as the middlewares before this one left it.
 *
 * @param client the client's id
 * @param destination where to, parsed, so that no two spellings of it are two places. It is not
 *     always the only one: the header {@code also} names more rooms, and an {@code /app} path that
 *     no controller answers is the room of that name
 * @param headers all headers of the frame
 * @param body what the receivers are going to get: not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy for each would cost too much.
public record Incoming(
        String client,
        User user,
        Origin origin,
        String namespace,
        Destination destination,
        Map<String, String> headers,
        byte[] body) {

    public Incoming {
        headers = Map.copyOf(headers);
    }

    /** What the message says; {@link Message#MESSAGE} where the sender named nothing. */
    public String event() {
        String event = headers.getOrDefault("event", "");
        return event.isEmpty() ? Message.MESSAGE : event;
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public @Nullable String contentType() {
        return headers.get("content-type");
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The same with headers set, or taken away where there is no value. */
    Incoming with(Map<String, Optional<String>> changes) {
        Map<String, String> changed = new HashMap<>(headers);
        changes.forEach((name, value) ->
                value.ifPresentOrElse(set -> changed.put(name, set), () -> changed.remove(name)));
        return new Incoming(client, user, origin, namespace, destination, changed, body);
    }
}
