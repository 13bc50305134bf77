package io.hubbub.transport;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what a SockJS client writes over WebSocket: JSON, one string or an array of strings, each
 * of them bytes of the protocol. Owned by the connection's thread.
 */
final class SockJsMessages {

    /** JSON may write every byte of a frame as {@code \u0000}. */
    private static final int MOST_PER_BYTE = 6;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final int bound;

    /** What came of a message that is not complete; null between messages. */
    private @Nullable ByteArrayOutputStream part;

    SockJsMessages(int maxFrame) {
        bound = (int) Math.min((long) maxFrame * MOST_PER_BYTE, Integer.MAX_VALUE - 8);
    }

    /** Takes a part of a message, and what is in it once it is complete. */
    @Nullable Refusal read(ByteBuffer payload, boolean last, Consumer<ByteBuffer> protocol) {
        ByteArrayOutputStream message = part;
        if (message == null) {
            message = new ByteArrayOutputStream(payload.remaining());
        }
        if (payload.remaining() > bound - message.size()) {
            return new Refusal(ErrorCode.FRAME_TOO_LARGE);
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        message.writeBytes(bytes);
        part = last ? null : message;
        return last && message.size() > 0 ? decode(message.toByteArray(), protocol) : null;
    }

    private static @Nullable Refusal decode(byte[] json, Consumer<ByteBuffer> protocol) {
        try {
            String[] strings =
                    json[0] == '['
                            ? JSON.readValue(json, String[].class)
                            : new String[] {JSON.readValue(json, String.class)};
            for (String string : strings) {
                if (string == null) {
                    return bad();
                }
                protocol.accept(ByteBuffer.wrap(string.getBytes(StandardCharsets.UTF_8)));
            }
            return null;
        } catch (JacksonException e) {
            return bad();
        }
    }

    private static Refusal bad() {
        return new Refusal(ErrorCode.BAD_FRAME, "A SockJS message is an array of strings");
    }
}
