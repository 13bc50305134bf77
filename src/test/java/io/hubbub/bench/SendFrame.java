package io.hubbub.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The SEND frame of one topic, masked once; what differs from message to message is written over a
 * copy.
 */
final class SendFrame {

    /** What a header holds until the message's own token is written over it. */
    private static final String NO_TOKEN = "________";

    private static final int ABSENT = -1;

    private final byte[] frame;
    private final int bodyAt;
    private final int receiptAt;
    private final int idAt;

    /** The masking key as it falls on the body's eight-byte fields. */
    private final long bodyMask;

    private final long receiptMask;
    private final long idMask;

    /** One that asks for nothing. */
    SendFrame(String topic) {
        this(topic, "");
    }

    private SendFrame(String topic, String headers) {
        String text =
                "SEND\ndestination:"
                        + topic
                        + "\n"
                        + headers
                        + "content-length:"
                        + Body.SIZE
                        + "\n\n";
        byte[] head = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer stomp = ByteBuffer.allocate(head.length + Body.SIZE + 1).put(head);
        while (stomp.remaining() > 1) {
            stomp.putLong(Body.FILLER);
        }
        ByteBuffer masked = ClientFrames.masked(ClientFrames.TEXT, stomp.put((byte) 0).flip());
        this.frame = new byte[masked.remaining()];
        masked.get(frame);
        int stompAt = frame.length - stomp.capacity();
        this.bodyAt = stompAt + head.length;
        this.bodyMask = mask(head.length);
        int receipt = text.indexOf("receipt:" + NO_TOKEN);
        this.receiptAt = receipt < 0 ? ABSENT : stompAt + receipt + "receipt:".length();
        this.receiptMask = mask(receipt + "receipt:".length());
        int id = text.indexOf("id:" + NO_TOKEN);
        this.idAt = id < 0 ? ABSENT : stompAt + id + "id:".length();
        this.idMask = mask(id + "id:".length());
    }

    /**
     * One whose messages ask for a RECEIPT by {@link Receipts#token}.
     *
     * @param ids whether they also carry it as their sender's own id, by which a message sent again
     *     is known
     */
    static SendFrame withReceipt(String topic, boolean ids) {
        String receipt = "receipt:" + NO_TOKEN + "\n";
        return new SendFrame(topic, ids ? receipt + "id:" + NO_TOKEN + "\n" : receipt);
    }

    int size() {
        return frame.length;
    }

    void putInto(ByteBuffer out, long publisher, long sequence, long sentNanos) {
        int at = out.position();
        int body = at + bodyAt;
        out.put(frame);
        out.putLong(body, Body.encode(publisher) ^ bodyMask);
        out.putLong(body + Body.SEQUENCE_AT, Body.encode(sequence) ^ bodyMask);
        out.putLong(body + Body.SENT_AT, Body.encode(sentNanos) ^ bodyMask);
        if (receiptAt != ABSENT) {
            out.putLong(at + receiptAt, Receipts.token(sequence) ^ receiptMask);
        }
        if (idAt != ABSENT) {
            out.putLong(at + idAt, Receipts.token(sequence) ^ idMask);
        }
    }

    /** The masking key as it falls on eight bytes of the payload. */
    private static long mask(int payloadAt) {
        long mask = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            mask = mask << 8 | ClientFrames.MASK[(payloadAt + i) & 3];
        }
        return mask;
    }
}
