package io.hubbub.broadcast;

import io.hubbub.client.ClientLimits;
import io.hubbub.client.Time;
import io.hubbub.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes the messages that the server's own code sends. They have no sender. */
record ServerMessages(ClientLimits limits, JsonMapper json, Time time) {

    /** Writes text as text, bytes as bytes, and everything else as JSON. */
    Message write(String event, Object body) {
        return switch (body) {
            case byte[] bytes -> message(event, "application/octet-stream", bytes.clone());
            case CharSequence text ->
                    message(
                            event,
                            "text/plain;charset=utf-8",
                            text.toString().getBytes(StandardCharsets.UTF_8));
            default -> message(event, "application/json", json.writeValueAsBytes(body));
        };
    }

    private Message message(String event, String contentType, byte[] body) {
        limits.requireSendable(body);
        long now = time.epochMillis().getAsLong();
        return Message.ofServer(event, contentType, Map.of(), body, now);
    }
}
