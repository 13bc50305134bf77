package io.hubbub.bench;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * What one member has received, checked message by message. Only the load client's thread uses it.
 */
final class Ledger {

    private static final int MAX_PUBLISHERS = 16;

    private final Histogram latencyMicros;

    /**
     * For each publisher the sequence that comes next when nothing is lost, repeated or overtaken.
     */
    private final long[] next = new long[MAX_PUBLISHERS];

    /** Messages that later ones of their publisher have overtaken; empty while order holds. */
    private final Set<Long> overtaken = new HashSet<>(0);

    private boolean probed;
    private long received;
    private long duplicate;
    private long reordered;
    private long order;

    Ledger(Histogram latencyMicros) {
        this.latencyMicros = latencyMicros;
    }

    /** Takes the message whose body is at {@code bodyAt}. */
    void take(ByteBuffer buffer, int bodyAt, long nowNanos) {
        if (buffer.getLong(bodyAt + Body.FILLER_AT) != Body.FILLER
                || buffer.getLong(bodyAt + Body.SIZE - Long.BYTES) != Body.FILLER) {
            throw new IllegalStateException("A body did not come back as it was sent");
        }
        long publisher = Body.decode(buffer.getLong(bodyAt));
        if (publisher == Body.PROBE) {
            probed = true;
            return;
        }
        long sequence = Body.decode(buffer.getLong(bodyAt + Body.SEQUENCE_AT));
        if (sequence == next[(int) publisher]) {
            next[(int) publisher]++;
            received++;
        } else {
            outOfTurn((int) publisher, sequence);
        }
        order = (order * 31 + publisher) * 31 + sequence;
        long sentNanos = Body.decode(buffer.getLong(bodyAt + Body.SENT_AT));
        latencyMicros.recordValue(Math.max(0, nowNanos - sentNanos) / 1_000);
    }

    private void outOfTurn(int publisher, long sequence) {
        if (sequence > next[publisher]) {
            for (long skipped = next[publisher]; skipped < sequence; skipped++) {
                overtaken.add(key(publisher, skipped));
            }
            next[publisher] = sequence + 1;
            received++;
        } else if (overtaken.remove(key(publisher, sequence))) {
            reordered++;
            received++;
        } else {
            duplicate++;
        }
    }

    private static long key(int publisher, long sequence) {
        return (long) publisher << 48 | sequence;
    }

    /**
     * Whether a probe has arrived, and with it the proof that the subscription has taken effect.
     */
    boolean probed() {
        return probed;
    }

    /** Different messages received, without probes. */
    long received() {
        return received;
    }

    /** Stands for the order of everything received: members of one room should have the same. */
    long order() {
        return order;
    }

    Faults faults(long published) {
        return new Faults(published - received, duplicate, reordered, 0);
    }
}
