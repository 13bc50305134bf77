package io.hubbub.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Turns what a protocol writes into what the transport carries. */
public enum Framing {
    /** A WebSocket message, as the socket carries it, so that all clients share the bytes. */
    WEBSOCKET {
        @Override
        public byte[] frame(byte[] written, boolean binary) {
            return webSocket(binary ? BINARY : TEXT, written);
        }
    },
    /** A WebSocket message with a SockJS frame in it: {@code a["..."]}. */
    SOCKJS_WEBSOCKET {
        @Override
        public byte[] frame(byte[] written, boolean binary) {
            return webSocket(TEXT, sockJs(written));
        }
    },
    /** A string of JSON. SockJS's HTTP transports put many of them into one SockJS frame. */
    SOCKJS_HTTP {
        @Override
        public byte[] frame(byte[] written, boolean binary) {
            return string(written);
        }
    };

    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;

    /** What follows the backslash in a JSON string, by byte; 0 if the byte is not escaped. */
    private static final byte[] ESCAPED = new byte[0x60];

    static {
        Arrays.fill(ESCAPED, 0, 0x20, (byte) 'u');
        ESCAPED['\n'] = 'n';
        ESCAPED['\r'] = 'r';
        ESCAPED['\t'] = 't';
        ESCAPED['"'] = '"';
        ESCAPED['\\'] = '\\';
    }

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** Whether there are binary messages. If not, bodies that are not text are sent in base64. */
    public boolean carriesBytes() {
        return this == WEBSOCKET;
    }

    /** Whether a WebSocket ping reaches the client. */
    public boolean pings() {
        return this != SOCKJS_HTTP;
    }

    /**
     * Frames what a protocol wrote.
     *
     * @param binary whether it is a binary message, if the transport has such messages
     */
    public abstract byte[] frame(byte[] written, boolean binary);

    /** SockJS's own close frame. Null without SockJS, and if SockJS's session writes it. */
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

    /** A text message of the transport's own, such as SockJS's "o". */
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

    /** A SockJS frame with one message. */
    private static byte[] sockJs(byte[] text) {
        byte[] string = string(text);
        byte[] out = new byte[string.length + 3];
        out[0] = 'a';
        out[1] = '[';
        System.arraycopy(string, 0, out, 2, string.length);
        out[out.length - 1] = ']';
        return out;
    }

    /**
     * Writes a text, which is UTF-8, as a string of JSON. It escapes what JSON demands, and the
     * invisible characters that SockJS escapes because browsers change them on the way.
     */
    private static byte[] string(byte[] text) {
        int escaped = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b >= 0 && b < 0x60) {
                escaped += ESCAPED[b] == 0 ? 0 : ESCAPED[b] == 'u' ? 5 : 1;
            } else {
                escaped += isMark(text, i) ? 3 : 0;
            }
        }
        byte[] out = new byte[text.length + escaped + 2];
        int at = 0;
        out[at++] = '"';
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            byte escape = b >= 0 && b < 0x60 ? ESCAPED[b] : 0;
            if (escape == 'u') {
                at = unit(out, at, b);
            } else if (escape != 0) {
                out[at++] = '\\';
                out[at++] = escape;
            } else if (isMark(text, i)) {
                at =
                        unit(
                                out,
                                at,
                                (b & 0xF) << 12 | (text[i + 1] & 0x3F) << 6 | (text[i + 2] & 0x3F));
                i += 2;
            } else {
                out[at++] = b;
            }
        }
        out[at] = '"';
        return out;
    }

    private static int unit(byte[] out, int at, int unit) {
        int next = at;
        out[next++] = '\\';
        out[next++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            out[next++] = HEX[(unit >> shift) & 0xF];
        }
        return next;
    }

    /** Whether one of U+200C to 200F, 2028 to 202F, 2060 to 206F or FFF0 to FFFF begins here. */
    private static boolean isMark(byte[] text, int at) {
        int first = text[at] & 0xFF;
        if ((first != 0xE2 && first != 0xEF) || at + 2 >= text.length) {
            return false;
        }
        int middle = text[at + 1] & 0xFF;
        int last = text[at + 2] & 0xFF;
        if (first == 0xEF) {
            return middle == 0xBF && last >= 0xB0;
        }
        return middle == 0x80
                ? (last >= 0x8C && last <= 0x8F) || (last >= 0xA8 && last <= 0xAF)
                : middle == 0x81 && last >= 0xA0 && last <= 0xAF;
    }
}
