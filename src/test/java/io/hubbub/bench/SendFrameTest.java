package io.hubbub.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SendFrameTest {

    @Test
    void theMaskedFrameIsASendOfExactly128Bytes() {
        ByteBuffer out = ByteBuffer.allocate(1_024);

        new SendFrame("/topic/chat/bench").putInto(out, 3, 70, 0x1234_5678_9abcL);

        byte[] frame = new byte[out.flip().remaining()];
        out.get(frame);
        int length = ByteBuffer.wrap(frame).getShort(2);
        assertThat(frame).hasSize(8 + length);
        byte[] stomp = new byte[length];
        for (int i = 0; i < length; i++) {
            stomp[i] = (byte) (frame[8 + i] ^ frame[4 + i % 4]);
        }
        assertThat(new String(stomp, StandardCharsets.US_ASCII))
                .matches(
                        "SEND\ndestination:/topic/chat/bench\ncontent-length:128\n\n[\\x20-\\x7e]{128}\0");
        ByteBuffer body = ByteBuffer.wrap(stomp, length - 1 - Body.SIZE, Body.SIZE).slice();
        assertThat(Body.decode(body.getLong(0))).isEqualTo(3);
        assertThat(Body.decode(body.getLong(Body.SEQUENCE_AT))).isEqualTo(70);
        assertThat(Body.decode(body.getLong(Body.SENT_AT))).isEqualTo(0x1234_5678_9abcL);
    }
}
