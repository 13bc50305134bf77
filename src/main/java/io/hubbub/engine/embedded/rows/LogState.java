package io.hubbub.engine.embedded.rows;

import io.hubbub.engine.Retention;

/**
 * What a log holds and where it ends.
 *
 * @param oldest the offset of the oldest message that may be read
 * @param cleared the offset of the oldest message that is still on the disk, as trimmed messages
 *     are deleted many at a time
 * @param bytes about what the messages take, where each trimmed one counted as the average
 * @param writtenMillis when the log was last written to; never goes back
 * @param oldestMillis no message of the log was kept before this time
 * @param shared whether another user than its maker wrote to it
 */
public record LogState(
        long oldest,
        long newest,
        long cleared,
        long bytes,
        long writtenMillis,
        long oldestMillis,
        boolean shared) {

    /** About what a message takes beside its value: its key twice, and its share of the index. */
    private static final int MESSAGE_BYTES = 48;

    public static final LogState UNWRITTEN = new LogState(1, 0, 1, 0, 0, 0, false);

    public long count() {
        return newest - oldest + 1;
    }

    /** How many messages are to be deleted. */
    public long trimmed() {
        return oldest - cleared;
    }

    public boolean isEmpty() {
        return oldest > newest;
    }

    public LogState appended(long more, long nowMillis, Retention retention) {
        long millis = Math.max(writtenMillis, nowMillis);
        LogState longer =
                new LogState(
                        oldest,
                        newest + 1,
                        cleared,
                        bytes + more + MESSAGE_BYTES,
                        millis,
                        isEmpty() ? millis : oldestMillis,
                        shared);
        LogState shorter =
                retention.size() == 0
                        ? longer
                        : longer.from(longer.newest - retention.size() + 1, longer.oldestMillis);
        boolean over = retention.roomBytes() > 0 && shorter.bytes > retention.roomBytes();
        // Trims a sixteenth more than necessary, or each message would trim again.
        return over ? shorter.within(retention.roomBytes() - retention.roomBytes() / 16) : shorter;
    }

    /** The log without its oldest messages, so that it takes no more bytes. The newest stays. */
    public LogState within(long most) {
        if (bytes <= most || isEmpty()) {
            return this;
        }
        long surplus = (long) Math.ceil((double) count() * (bytes - most) / bytes);
        return from(Math.min(oldest + surplus, newest), oldestMillis);
    }

    /**
     * The log without the messages before this offset.
     *
     * @param millis no message that remains was kept before this time
     */
    public LogState from(long offset, long millis) {
        long from = Math.min(offset, newest + 1);
        if (from <= oldest) {
            return this;
        }
        long left = newest - from + 1;
        long leftBytes = (long) ((double) bytes * left / count());
        return new LogState(
                from,
                newest,
                cleared,
                leftBytes,
                writtenMillis,
                Math.max(millis, oldestMillis),
                shared);
    }

    /** The log after another user than its maker wrote to it. */
    public LogState sharedByNow() {
        return new LogState(oldest, newest, cleared, bytes, writtenMillis, oldestMillis, true);
    }

    /** Notes that no message from this offset on was kept before this time. */
    public LogState notBefore(long millis, long offset) {
        return oldest < offset || millis <= oldestMillis
                ? this
                : new LogState(oldest, newest, cleared, bytes, writtenMillis, millis, shared);
    }

    /** The same log after the messages before this offset were deleted from the disk. */
    public LogState cleared(long offset) {
        return new LogState(oldest, newest, offset, bytes, writtenMillis, oldestMillis, shared);
    }

    /** Whether the log is empty and was not written to for twice the age that it keeps. */
    public boolean isForgettable(Retention retention, long nowMillis) {
        long age = retention.age().toMillis();
        return age > 0 && isEmpty() && nowMillis - writtenMillis > 2 * age;
    }
}
