package io.hubbub.http;

import java.time.Duration;

/**
 * How fast a client must be. The whole wait counts and not the wait for each byte, so a byte now
 * and then does not help.
 *
 * @param patience the time that every client has
 * @param leastRate the bytes per second that are needed after it
 */
record Pace(Duration patience, long leastRate) {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Whether a client that took this long for this many bytes is too slow. */
    boolean isTooSlow(long waitedNanos, long bytes) {
        long beyond = waitedNanos - patience.toNanos();
        return beyond > 0 && (double) beyond * leastRate > (double) bytes * SECOND;
    }
}
