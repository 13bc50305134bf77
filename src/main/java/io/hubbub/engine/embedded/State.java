package io.hubbub.engine.embedded;

import io.hubbub.engine.Retention;

/**
 * What a log holds and where it ends.
 *
 * @param oldest the offset of the oldest message that may be read
 * @param cleared the offset of the oldest message that is still on the disk: trimmed ones are
 *     deleted many at a time
 * @param bytes about what the messages take: trimmed ones are taken for as long as the average
 * @param writtenMillis when it was last written to; never goes back
 * @param oldestMillis no message was kept before this
 */
record State(
        long oldest, long newest, long cleared, long bytes, long writtenMillis, long oldestMillis) {

    static final State UNWRITTEN = new State(1, 0, 1, 0, 0, 0);

    long count() {
        return newest - oldest + 1;
    }

    /** How many messages are to be deleted. */
    long trimmed() {
        return oldest - cleared;
    }

    boolean isEmpty() {
        return oldest > newest;
    }

    State appended(long more, long nowMillis, Retention retention) {
        long millis = Math.max(writtenMillis, nowMillis);
        State longer =
                new State(
                        oldest,
                        newest + 1,
                        cleared,
                        bytes + more,
                        millis,
                        isEmpty() ? millis : oldestMillis);
        return retention.size() == 0
                ? longer
                : longer.from(longer.newest - retention.size() + 1, longer.oldestMillis);
    }

    /**
     * Without what is before this offset.
     *
     * @param millis none of what remains was kept before it
     */
    State from(long offset, long millis) {
        long from = Math.min(offset, newest + 1);
        if (from <= oldest) {
            return this;
        }
        long left = newest - from + 1;
        long leftBytes = (long) ((double) bytes * left / count());
        return new State(
                from, newest, cleared, leftBytes, writtenMillis, Math.max(millis, oldestMillis));
    }

    /** None of what begins with this offset was kept before this moment. */
    State notBefore(long millis, long offset) {
        return oldest < offset || millis <= oldestMillis
                ? this
                : new State(oldest, newest, cleared, bytes, writtenMillis, millis);
    }

    /** What is before this offset is no longer on the disk. */
    State cleared(long offset) {
        return new State(oldest, newest, offset, bytes, writtenMillis, oldestMillis);
    }

    boolean isForgettable(Retention retention, long nowMillis) {
        long age = retention.age().toMillis();
        return age > 0 && isEmpty() && nowMillis - writtenMillis > 2 * age;
    }
}
