package io.hubbub.middleware;

import io.hubbub.message.Message;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends, before anything is done with it: all of a message that its sender decides.
 *
 * @param event the kind of message; {@link Message#MESSAGE} if the sender named none
 * @param contentType null if the sender gave none
 * @param headers the sender's own {@code x-...} headers, which travel with the message. The map is
 *     not copied, so nobody may change it
 * @param body what the receivers get: not to be changed
 * @param id the sender's own id of the message; null if it has none. A message that is sent again
 *     under the same id is not published again
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy for each would cost too much.
public record Draft(
        String event,
        @Nullable String contentType,
        Map<String, String> headers,
        byte[] body,
        Options options,
        @Nullable String id) {

    Draft withEvent(String newEvent) {
        return new Draft(newEvent, contentType, headers, body, options, id);
    }

    Draft withContentType(@Nullable String newType) {
        return new Draft(event, newType, headers, body, options, id);
    }

    Draft withHeaders(Map<String, String> newHeaders) {
        return new Draft(event, contentType, newHeaders, body, options, id);
    }

    Draft withOptions(Options newOptions) {
        return new Draft(event, contentType, headers, body, newOptions, id);
    }
}
