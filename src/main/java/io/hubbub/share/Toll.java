package io.hubbub.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What one payer may have in a second. A second's worth may be had at once, and what costs more is
 * had on credit: its payer then waits until the debt is worked off.
 *
 * <p>Safe for every thread.
 */
public final class Toll {

    /** How many payers are remembered; past it, the least seen begins anew. */
    private static final int REMEMBERED = 100_000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** The deepest debt, and so how long a payer has to be remembered. */
    private static final Duration MOST = Duration.ofMinutes(1);

    private final long perSecond;
    private final LongSupplier nanos;

    /** For each payer when it will have worked off all that it had. */
    private final Cache<String, AtomicLong> clear;

    /**
     * @param perSecond 0 for no bound
     */
    public Toll(long perSecond, LongSupplier nanos) {
        this.perSecond = perSecond;
        this.nanos = nanos;
        clear =
                Caffeine.newBuilder()
                        .maximumSize(REMEMBERED)
                        .expireAfterAccess(MOST.plusSeconds(1))
                        .ticker(nanos::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    /** How long the payer has to wait before it gets anything; zero where it gets some now. */
    public Duration debt(String payer) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        AtomicLong paid = clear.getIfPresent(payer);
        long ahead = paid == null ? 0 : paid.get() - nanos.getAsLong();
        return Duration.ofNanos(Math.max(0, ahead - SECOND));
    }

    /** Puts an amount on the payer's account, whether there is anything left on it or not. */
    public void charge(String payer, long amount) {
        if (perSecond == 0) {
            return;
        }
        long now = nanos.getAsLong();
        double cost = (double) amount * SECOND / perSecond;
        long most = now + MOST.toNanos();
        clear.get(payer, _ -> new AtomicLong(now))
                .updateAndGet(then -> {
                    long from = then - now < 0 ? now : then;
                    double until = cost + (from - now);
                    return until >= MOST.toNanos() ? most : now + (long) until;
                });
    }
}
