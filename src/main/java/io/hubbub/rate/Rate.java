package io.hubbub.rate;

import java.time.Duration;

/**
 * How many tokens there are in a second, and how many may be spent at once. What a client has spent
 * is one number: the moment when all of it will have been earned again. This is a token bucket
 * without the bucket, which costs 8 bytes for each client.
 *
 * @param perSecond how many tokens there are in a second, at most one in a nanosecond
 * @param burstNanos how far ahead of the present a client may spend
 */
record Rate(long perSecond, long burstNanos) {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** No socket outruns one token in a nanosecond. */
    private static final long MOST_PER_SECOND = SECOND;

    /** Some 73 years. Moments that are further apart cannot be compared. */
    private static final long FAR = Long.MAX_VALUE / 4;

    /**
     * A rate.
     *
     * @param tokens how many there are in a second; more than 0
     * @param leastBurst how many may be spent at once, where a second has fewer
     */
    static Rate of(long tokens, long leastBurst) {
        long perSecond = Math.min(tokens, MOST_PER_SECOND);
        double burst = (double) Math.max(perSecond, leastBurst) * SECOND / perSecond;
        return new Rate(perSecond, (long) Math.min(burst, (double) FAR));
    }

    /**
     * Spends tokens, whether there are any left or not.
     *
     * @param earnedNanos when everything that was spent before will have been earned
     * @return when everything will have been earned
     */
    long spend(long earnedNanos, long nowNanos, int tokens) {
        long ahead = Math.max(0, earnedNanos - nowNanos);
        return nowNanos + Math.min(FAR, ahead + tokens * SECOND / perSecond);
    }

    /** How long to wait until what was spent is no more than a burst; 0 or less for not at all. */
    long debtNanos(long earnedNanos, long nowNanos) {
        return earnedNanos - nowNanos - burstNanos;
    }
}
