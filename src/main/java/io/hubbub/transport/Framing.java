package io.hubbub.transport;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How what a protocol writes becomes what the transport carries. */
public enum Framing {
    /**
     * One WebSocket message each, as the socket carries it, so that all clients share the bytes.
     */
    WEBSOCKET {
        @Override
        public byte[] frame(byte[] written, boolean binary) {
            return webSocket(binary ? BINARY : TEXT, written);
        }
    },
    /** A SockJS frame, {@code a["..."]}, in a WebSocket message. */
    SOCKJS_WEBSOCKET {
        @Override
        public byte[] frame(byte[] written, boolean binary) {
            return webSocket(TEXT, sockJs(written));
        }
    },
    /** As it is: SockJS's HTTP transports do their own framing. */
    SOCKJS_HTTP {
        @Override
        public byte[] frame(byte[] written, boolean binary) {
            return written;
        }
    };

    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /**
     * Whether binary messages exist; where they do not, bodies that are not text are written in
     * base64.
     */
    public boolean carriesBytes() {
        return this == WEBSOCKET;
    }

    /** Whether a WebSocket ping reaches the client. */
    public boolean pings() {
        return this != SOCKJS_HTTP;
    }

    /**
     * Frames what a protocol wrote; as a binary message where it says so and the transport has
     * such.
     */
    public abstract byte[] frame(byte[] written, boolean binary);

    /** SockJS's own close frame; null where there is none, or where SockJS's session writes it. */
    public byte @Nullable [] farewell(int code, String reason) {
        return this == SOCKJS_WEBSOCKET ? text("c[" + code + ",\"" + reason + "\"]") : null;
    }

    public static byte[] ping() {
        return webSocket(PING, new byte[0]);
    }

    static byte[] pong(byte[] payload) {
        return webSocket(PONG, payload);
    }

    /** A close frame; the reason is a word or two. */
    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return webSocket(CLOSE, payload);
    }

    /** A text message of the WebSocket protocol of the transport's own, such as SockJS's "o". */
    static byte[] text(String text) {
        return webSocket(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A server's frame (RFC 6455, section 5.2): final, unmasked. */
    private static byte[] webSocket(int opcode, byte[] payload) {
        int length = payload.length;
        int head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        byte[] frame = new byte[head + length];
        frame[0] = (byte) (0x80 | opcode);
        if (head == 2) {
            frame[1] = (byte) length;
        } else if (head == 4) {
            frame[1] = 126;
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
        } else {
            frame[1] = 127;
            for (int i = 0; i < 4; i++) {
                frame[9 - i] = (byte) (length >>> (8 * i));
            }
        }
        System.arraycopy(payload, 0, frame, head, length);
        return frame;
    }

    /** A JSON array of one string. The text is UTF-8, and all that JSON must escape is ASCII. */
    private static byte[] sockJs(byte[] text) {
        int escaped = 0;
        for (byte b : text) {
            escaped += b == '"' || b == '\\' ? 1 : b >= 0 && b < 0x20 ? 5 : 0;
        }
        byte[] out = new byte[text.length + escaped + 5];
        int at = 0;
        out[at++] = 'a';
        out[at++] = '[';
        out[at++] = '"';
        for (byte b : text) {
            if (b == '"' || b == '\\') {
                out[at++] = '\\';
                out[at++] = b;
            } else if (b >= 0 && b < 0x20) {
                out[at++] = '\\';
                out[at++] = 'u';
                out[at++] = '0';
                out[at++] = '0';
                out[at++] = HEX[b >> 4];
                out[at++] = HEX[b & 0xF];
            } else {
                out[at++] = b;
            }
        }
        out[at++] = '"';
        out[at] = ']';
        return out;
    }
}
