package io.hubbub.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The SEND frame of one topic, masked once; what differs from message to message is written over a
 * copy.
 */
final class SendFrame {

    private final byte[] frame;
    private final int bodyAt;

    /** The masking key as it falls on the body's eight-byte fields. */
    private final long bodyMask;

    SendFrame(String topic) {
        byte[] head =
                ("SEND\ndestination:" + topic + "\ncontent-length:" + Body.SIZE + "\n\n")
                        .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer stomp = ByteBuffer.allocate(head.length + Body.SIZE + 1).put(head);
        while (stomp.remaining() > 1) {
            stomp.putLong(Body.FILLER);
        }
        ByteBuffer masked = ClientFrames.masked(ClientFrames.TEXT, stomp.put((byte) 0).flip());
        this.frame = new byte[masked.remaining()];
        masked.get(frame);
        this.bodyAt = frame.length - 1 - Body.SIZE;
        long mask = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            mask = mask << 8 | ClientFrames.MASK[(head.length + i) & 3];
        }
        this.bodyMask = mask;
    }

    int size() {
        return frame.length;
    }

    void putInto(ByteBuffer out, long publisher, long sequence, long sentNanos) {
        int body = out.position() + bodyAt;
        out.put(frame);
        out.putLong(body, Body.encode(publisher) ^ bodyMask);
        out.putLong(body + Body.SEQUENCE_AT, Body.encode(sequence) ^ bodyMask);
        out.putLong(body + Body.SENT_AT, Body.encode(sentNanos) ^ bodyMask);
    }
}
