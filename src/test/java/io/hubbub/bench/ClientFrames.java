package io.hubbub.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames that a client writes besides its messages: those that connect and subscribe, and
 * pongs.
 */
final class ClientFrames {

    static final int TEXT = 0x81;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;
    static final int PONG = 0x8a;

    /**
     * The masking key of every client frame. Random keys protect proxies, of which there is none.
     */
    static final byte[] MASK = {0x5a, 0x0f, 0x33, 0x69};

    private ClientFrames() {}

    static ByteBuffer upgrade(int port) {
        return ascii(
                """
                GET /ws HTTP/1.1\r
                Host: localhost:%d\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: aHViYnViLWJlbmNoLWtleQ==\r
                Sec-WebSocket-Protocol: v12.stomp\r
                \r
                """
                        .formatted(port));
    }

    static ByteBuffer connect() {
        return masked(
                TEXT, ascii("CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n\0"));
    }

    /**
     * @param headers further ones, each with its line's end
     */
    static ByteBuffer subscribe(String topic, String headers) {
        return masked(
                TEXT, ascii("SUBSCRIBE\nid:0\ndestination:" + topic + "\n" + headers + "\n\0"));
    }

    static ByteBuffer pong(ByteBuffer payload) {
        return masked(PONG, payload);
    }

    /** A whole client frame, masked. */
    static ByteBuffer masked(int opcode, ByteBuffer payload) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(length + 8);
        frame.put((byte) opcode);
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        }
        frame.put(MASK);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload.get(payload.position() + i) ^ MASK[i & 3]));
        }
        return frame.flip();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
