package io.hubbub.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/**
 * The bench's claims rely on this class: a fault that it did not notice would be reported as zero.
 */
class LedgerTest {

    private final Histogram latencyMicros = new Histogram(3);
    private final Ledger ledger = new Ledger(latencyMicros);

    @Test
    void messagesInTurnHaveNoFaults() {
        receive(0, 0, 1, 2);
        receive(1, 0, 1);

        assertThat(ledger.received()).isEqualTo(5);
        assertThat(ledger.faults(5)).isEqualTo(Faults.NONE);
    }

    @Test
    void aMessageThatNeverComesIsMissing() {
        receive(0, 0, 2, 3);

        assertThat(ledger.faults(4)).isEqualTo(new Faults(1, 0, 0, 0));
    }

    @Test
    void aMessageAfterALaterOneOfItsPublisherIsReordered() {
        receive(0, 0, 2, 3, 1);

        assertThat(ledger.faults(4)).isEqualTo(new Faults(0, 0, 1, 0));
    }

    @Test
    void aMessageThatComesAgainIsADuplicate() {
        receive(0, 0, 1, 0, 2, 1);

        assertThat(ledger.faults(3)).isEqualTo(new Faults(0, 2, 0, 0));
    }

    @Test
    void aReorderedMessageThatComesAgainIsBoth() {
        receive(0, 1, 0, 0);

        assertThat(ledger.faults(2)).isEqualTo(new Faults(0, 1, 1, 0));
    }

    @Test
    void twoOrdersOfTheSameMessagesDiffer() {
        Ledger other = new Ledger(latencyMicros);
        take(ledger, 0, 0);
        take(ledger, 1, 0);
        take(other, 1, 0);
        take(other, 0, 0);

        assertThat(ledger.order()).isNotEqualTo(other.order());
    }

    @Test
    void aProbeIsNotCounted() {
        take(ledger, Body.PROBE, 0);

        assertThat(ledger.probed()).isTrue();
        assertThat(ledger.faults(0)).isEqualTo(Faults.NONE);
    }

    @Test
    void latencyCountsFromTheTimeInTheBody() {
        ledger.take(body(0, 0, 5_000_000_000L), 0, 5_003_000_000L);

        assertThat(latencyMicros.getMaxValue()).isBetween(3_000L, 3_003L);
    }

    @Test
    void aBodyThatIsNotExactEndsTheBench() {
        ByteBuffer shifted = ByteBuffer.allocate(Body.SIZE + 1).put(1, body(0, 0, 0), 0, Body.SIZE);

        assertThatThrownBy(() -> ledger.take(shifted, 0, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    private void receive(long publisher, long... sequences) {
        for (long sequence : sequences) {
            take(ledger, publisher, sequence);
        }
    }

    private static void take(Ledger ledger, long publisher, long sequence) {
        ledger.take(body(publisher, sequence, 0), 0, 0);
    }

    private static ByteBuffer body(long publisher, long sequence, long sentNanos) {
        ByteBuffer body = ByteBuffer.allocate(Body.SIZE);
        body.putLong(Body.encode(publisher))
                .putLong(Body.encode(sequence))
                .putLong(Body.encode(sentNanos));
        while (body.hasRemaining()) {
            body.putLong(Body.FILLER);
        }
        return body;
    }
}
