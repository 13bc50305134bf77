package io.hubbub.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SendFrameTest {

    /** {@link Receipts#token} of 70. */
    private static final String TOKEN = "aaaaaaeg";

    @Test
    void theMaskedFrameIsASendOfExactly128Bytes() {
        String stomp = unmasked(new SendFrame("/topic/chat/bench"));

        assertThat(stomp)
                .matches(
                        "SEND\ndestination:/topic/chat/bench\ncontent-length:128\n\n[\\x20-\\x7e]{128}\0");
        expectBody(stomp);
    }

    @Test
    void aReceiptIsAskedForByTheSequence() {
        String stomp = unmasked(SendFrame.withReceipt("/topic/kept/r7", false));

        assertThat(stomp)
                .matches(
                        "SEND\ndestination:/topic/kept/r7\nreceipt:"
                                + TOKEN
                                + "\ncontent-length:128\n\n[\\x20-\\x7e]{128}\0");
        expectBody(stomp);
    }

    @Test
    void soIsTheMessageKnownWhenItIsSentAgain() {
        String stomp = unmasked(SendFrame.withReceipt("/topic/kept/room7", true));

        assertThat(stomp)
                .matches(
                        "SEND\ndestination:/topic/kept/room7\nreceipt:"
                                + TOKEN
                                + "\nid:"
                                + TOKEN
                                + "\ncontent-length:128\n\n[\\x20-\\x7e]{128}\0");
        expectBody(stomp);
    }

    /** The second of two frames that lie behind each other. */
    private static String unmasked(SendFrame send) {
        ByteBuffer out = ByteBuffer.allocate(1_024);
        send.putInto(out, 1, 69, 0);
        send.putInto(out, 3, 70, 0x1234_5678_9abcL);
        byte[] frame = new byte[send.size()];
        out.flip().position(send.size()).get(frame);
        assertThat(out.hasRemaining()).isFalse();
        int length = ByteBuffer.wrap(frame).getShort(2);
        assertThat(frame).hasSize(8 + length);
        byte[] stomp = new byte[length];
        for (int i = 0; i < length; i++) {
            stomp[i] = (byte) (frame[8 + i] ^ frame[4 + i % 4]);
        }
        return new String(stomp, StandardCharsets.US_ASCII);
    }

    private static void expectBody(String stomp) {
        byte[] bytes = stomp.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer body = ByteBuffer.wrap(bytes, bytes.length - 1 - Body.SIZE, Body.SIZE).slice();
        assertThat(Body.decode(body.getLong(0))).isEqualTo(3);
        assertThat(Body.decode(body.getLong(Body.SEQUENCE_AT))).isEqualTo(70);
        assertThat(Body.decode(body.getLong(Body.SENT_AT))).isEqualTo(0x1234_5678_9abcL);
    }
}
