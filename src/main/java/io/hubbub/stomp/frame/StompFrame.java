package io.hubbub.stomp.frame;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame from a client, well-formed.
 *
 * @param headers in the order in which they came. If a header is repeated, the first one counts, as
 *     STOMP demands
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and read once.
public record StompFrame(Command command, Map<String, String> headers, byte[] body) {

    /** The commands that a client may send. */
    public enum Command {
        CONNECT,
        STOMP,
        SEND,
        SUBSCRIBE,
        UNSUBSCRIBE,
        ACK,
        NACK,
        BEGIN,
        COMMIT,
        ABORT,
        DISCONNECT;

        public boolean connects() {
            return this == CONNECT || this == STOMP;
        }
    }

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public @Nullable String receipt() {
        return headers.get("receipt");
    }
}
