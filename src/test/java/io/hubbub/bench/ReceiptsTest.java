package io.hubbub.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * The bench relies on this class, as on the ledger: a fault that it did not notice would be
 * reported as zero.
 */
class ReceiptsTest {

    private final Histogram latencyMicros = new Histogram(3);
    private final Receipts receipts = new Receipts(latencyMicros);

    @Test
    void receiptsInTurnHaveNoFaults() {
        send(3);
        receive(0, 1);
        send(1);
        receive(2, 3);

        assertThat(receipts.received()).isEqualTo(4);
        assertThat(receipts.faults()).isEqualTo(Faults.NONE);
    }

    @Test
    void aReceiptThatNeverComesIsMissing() {
        send(3);
        receive(0, 2);

        assertThat(receipts.open()).isEqualTo(1);
        assertThat(receipts.faults()).isEqualTo(new Faults(1, 0, 0, 0));
    }

    @Test
    void aReceiptAfterThatOfALaterMessageIsReordered() {
        send(4);
        receive(0, 2, 3, 1);

        assertThat(receipts.faults()).isEqualTo(new Faults(0, 0, 1, 0));
    }

    @Test
    void aReceiptThatComesAgainIsADuplicate() {
        send(3);
        receive(0, 1, 0, 2, 2);

        assertThat(receipts.faults()).isEqualTo(new Faults(0, 2, 0, 0));
    }

    @Test
    void aReceiptThatComesAgainMuchLaterIsADuplicateToo() {
        for (int sequence = 0; sequence <= Receipts.MOST_OPEN; sequence++) {
            send(1);
            receive(sequence);
        }
        send(1);
        receive(0, 1);

        assertThat(receipts.faults()).isEqualTo(new Faults(1, 2, 0, 0));
    }

    @Test
    void aReceiptOfWhatWasNeverSentEndsTheBench() {
        send(1);

        assertThatThrownBy(() -> receive(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReceiptWithAnotherFirstHeaderEndsTheBench() {
        send(1);

        assertThatThrownBy(() -> take("RECEIPT\nposition:x\\c1\nreceipt-id:aaaaaaaa\n\n\0"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> take("RECEIPT\nreceipt-id:subscribed\n\n\0"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void latencyCountsFromTheTimeGivenWhenItWasSent() {
        receipts.send(5_000_000_000L);
        receipts.take(frame("aaaaaaaa"), 0, 5_003_000_000L);

        assertThat(latencyMicros.getMaxValue()).isBetween(3_000L, 3_003L);
    }

    @Test
    void aTokenIsEightLettersThatAHeaderNeedNotEscape() {
        assertThat(text(Receipts.token(0))).isEqualTo("aaaaaaaa");
        assertThat(text(Receipts.token(0xfedc_ba98L))).isEqualTo("ponmlkji");
    }

    @Test
    void spaceIsWhatTheRingHasLeft() {
        send(10);
        receive(0);

        assertThat(receipts.space()).isEqualTo(Receipts.MOST_OPEN - 9);
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            receipts.send(0);
        }
    }

    private void receive(long... sequences) {
        for (long sequence : sequences) {
            take(
                    "RECEIPT\nreceipt-id:"
                            + text(Receipts.token(sequence))
                            + "\nposition:x\\c1\n\n\0");
        }
    }

    private void take(String text) {
        receipts.take(ascii(text), 0, 0);
    }

    private static ByteBuffer frame(String token) {
        return ascii("RECEIPT\nreceipt-id:" + token + "\n\n\0");
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(long characters) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(characters).array();
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
