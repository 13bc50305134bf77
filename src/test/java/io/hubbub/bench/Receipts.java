package io.hubbub.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What one publisher sent and which receipts it got. Each receipt must come once, in the order of
 * the messages. Only the load client's thread uses it.
 */
final class Receipts {

    /** The most messages without a receipt. A power of two, as they lie in a ring. */
    static final int MOST_OPEN = 4_096;

    /** Where a RECEIPT has its token. The server writes {@code receipt-id} as the first header. */
    static final int TOKEN_AT = "RECEIPT\nreceipt-id:".length();

    private static final int NAME_AT = "RECEIPT\n".length();
    private static final long NAME = 0x7265_6365_6970_742dL; // "receipt-"

    private static final long FOUR_BITS = 0x0f0f_0f0f_0f0f_0f0fL;
    private static final long FIRST_LETTER = 0x6161_6161_6161_6161L;

    private static final long RECEIPTED = -1;

    private final Histogram latencyMicros;

    /** When the open messages' latencies began, by their sequence's last bits. */
    private final long[] sentNanos = new long[MOST_OPEN];

    private long sent;
    private long received;
    private long duplicate;
    private long reordered;

    /** One more than the highest sequence that has its receipt. */
    private long next;

    Receipts(Histogram latencyMicros) {
        this.latencyMicros = latencyMicros;
        Arrays.fill(sentNanos, RECEIPTED);
    }

    /**
     * A sequence below 2^32 as the value of a header: eight letters from a to p. A body's
     * characters will not do, as some of them have to be escaped there.
     */
    static long token(long sequence) {
        return Long.expand(sequence, FOUR_BITS) + FIRST_LETTER;
    }

    /** Says that the next message goes out, and returns the time given. */
    long send(long nanos) {
        sentNanos[slot(sent)] = nanos;
        sent++;
        return nanos;
    }

    /** The sequence that the next message has. */
    long sent() {
        return sent;
    }

    long received() {
        return received;
    }

    long open() {
        return sent - received;
    }

    /** How many messages more may be open. */
    int space() {
        return (int) (MOST_OPEN - open());
    }

    /**
     * Takes a RECEIPT. One that comes when {@link #MOST_OPEN} later messages are out is taken for a
     * duplicate, and its message stays missing: a fault in either case.
     */
    void take(ByteBuffer buffer, int frameAt, long nowNanos) {
        long letters = buffer.getLong(frameAt + TOKEN_AT) - FIRST_LETTER;
        if (buffer.getLong(frameAt + NAME_AT) != NAME || (letters & ~FOUR_BITS) != 0) {
            throw new IllegalStateException("A RECEIPT does not begin with its receipt-id");
        }
        long sequence = Long.compress(letters, FOUR_BITS);
        if (sequence >= sent) {
            throw new IllegalStateException("A RECEIPT of what was never sent: " + sequence);
        }
        long beganNanos = sequence < sent - MOST_OPEN ? RECEIPTED : sentNanos[slot(sequence)];
        if (beganNanos == RECEIPTED) {
            duplicate++;
            return;
        }
        sentNanos[slot(sequence)] = RECEIPTED;
        received++;
        if (sequence < next) {
            reordered++;
        } else {
            next = sequence + 1;
        }
        latencyMicros.recordValue(Math.max(0, nowNanos - beganNanos) / 1_000);
    }

    Faults faults() {
        return new Faults(open(), duplicate, reordered, 0);
    }

    private static int slot(long sequence) {
        return (int) sequence & (MOST_OPEN - 1);
    }
}
