package io.hubbub.http;

import java.time.Duration;

/**
 * How fast somebody has to be. Decided over all that was waited for and not from byte to byte: one
 * byte now and then is as slow as none.
 *
 * @param patience what is waited for in any case
 * @param leastRate bytes in a second, beyond it
 */
record Pace(Duration patience, long leastRate) {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Whether so many bytes took too long. */
    boolean isTooSlow(long waitedNanos, long bytes) {
        long beyond = waitedNanos - patience.toNanos();
        return beyond > 0 && (double) beyond * leastRate > (double) bytes * SECOND;
    }
}
