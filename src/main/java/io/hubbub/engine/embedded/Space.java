package io.hubbub.engine.embedded;

import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/** Whether the disk has room left, asked seldom enough to be asked for each group. */
final class Space {

    /** An answer is as good as a new one for so long. */
    private static final long FRESH_MILLIS = 250;

    private final LongSupplier usable;
    private final LongSupplier epochMillis;
    private final long reserve;

    // Guarded by this.
    private boolean asked;
    private long askedMillis;
    private long left;

    Space(LongSupplier usable, LongSupplier epochMillis, long reserve) {
        this.usable = usable;
        this.epochMillis = epochMillis;
        this.reserve = reserve;
    }

    synchronized boolean isShort() {
        long now = epochMillis.getAsLong();
        if (!asked || Math.abs(now - askedMillis) >= FRESH_MILLIS) {
            asked = true;
            askedMillis = now;
            left = ask();
        }
        return left < reserve;
    }

    /** A disk that does not say is written to: that tells. */
    private long ask() {
        try {
            return usable.getAsLong();
        } catch (UncheckedIOException e) {
            return Long.MAX_VALUE;
        }
    }

    synchronized String text() {
        return "its disk has "
                + (left >> 20)
                + " MB left, and "
                + (reserve >> 20)
                + " MB of that are kept in reserve";
    }
}
