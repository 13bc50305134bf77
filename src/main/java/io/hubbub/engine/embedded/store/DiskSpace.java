package io.hubbub.engine.embedded.store;

import java.io.UncheckedIOException;
import java.util.function.LongSupplier;

/** Whether the store's disk has space left. Cheap enough to be asked for each group of messages. */
public final class DiskSpace {

    /** How long an answer of the operating system is used. */
    private static final long FRESH_MILLIS = 250;

    private final LongSupplier usable;
    private final LongSupplier epochMillis;
    private final long reserve;

    // Guarded by this.
    private boolean asked;
    private long askedMillis;
    private long left;

    /**
     * @param reserve with fewer bytes left than this, the disk counts as full
     */
    public DiskSpace(Environment environment, long reserve) {
        usable = environment.machine().usableSpace();
        epochMillis = environment.epochMillis();
        this.reserve = reserve;
    }

    public synchronized boolean isShort() {
        long now = epochMillis.getAsLong();
        if (!asked || Math.abs(now - askedMillis) >= FRESH_MILLIS) {
            asked = true;
            askedMillis = now;
            left = ask();
        }
        return left < reserve;
    }

    /** Where the disk does not tell, it counts as empty: a failing write tells soon enough. */
    private long ask() {
        try {
            return usable.getAsLong();
        } catch (UncheckedIOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** How many bytes are left now. Always asks the operating system. */
    public synchronized long left() {
        return ask();
    }

    /** The reason why messages are refused, for the operator. */
    public synchronized String text() {
        return "its disk has "
                + (left >> 20)
                + " MB left, and "
                + (reserve >> 20)
                + " MB of that are kept in reserve";
    }
}
