package io.hubbub.message;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message to a room or to a user. All receivers share the body, so it must never be changed.
 *
 * @param event what the message says; {@link #MESSAGE} if the sender named nothing
 * @param contentType null if the sender gave none
 * @param headers the sender's own {@code x-...} headers, and headers that the server adds, which
 *     never begin with {@code x-}
 * @param from the sending user's name; null for the server's own messages
 * @param client the sending client's id; null for the server's own messages
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared. Copies would cost more than they save.
public record Message(
        String event,
        @Nullable String contentType,
        Map<String, String> headers,
        byte[] body,
        @Nullable String from,
        @Nullable String client,
        long sentAtMillis) {

    /** The event of a message that was sent without one. */
    public static final String MESSAGE = "message";

    /** The header that the server adds to a question: the id that answers name. */
    public static final String QUESTION = "question";

    /** A message of the server's own: it has neither a sending user nor a sending client. */
    public static Message ofServer(
            String event,
            @Nullable String contentType,
            Map<String, String> headers,
            byte[] body,
            long sentAtMillis) {
        return new Message(event, contentType, headers, body, null, null, sentAtMillis);
    }

    /** A message of the server's own without headers, its body as JSON. */
    public static Message jsonOfServer(String event, byte[] body, long sentAtMillis) {
        return ofServer(event, "application/json", Map.of(), body, sentAtMillis);
    }

    /** A copy with one more header. */
    public Message with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Message(event, contentType, more, body, from, client, sentAtMillis);
    }
}
