package io.hubbub.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits how much each payer may use per second. The allowance of one second may be used at once. A
 * payer that uses more is in debt, and must wait until the debt is paid.
 *
 * <p>Any thread may use this.
 */
public final class RateBudget {

    /**
     * How many payers are remembered. Beyond that, the payer that was seen least is forgotten and
     * begins without debt.
     */
    private static final int REMEMBERED = 100_000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** The largest debt. A payer must be remembered for this long. */
    private static final Duration MOST = Duration.ofMinutes(1);

    private final long perSecond;
    private final LongSupplier nanos;

    /**
     * The moment when each payer will have paid for everything it used. Any thread may use this
     * map. A payer without debt may have no entry.
     */
    private final Cache<String, AtomicLong> clear;

    /**
     * @param perSecond 0 means unlimited
     */
    public RateBudget(long perSecond, LongSupplier nanos) {
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

    /** How long the payer must wait before it may use anything; zero if it need not wait. */
    public Duration debt(String payer) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        AtomicLong paid = clear.getIfPresent(payer);
        long ahead = paid == null ? 0 : paid.get() - nanos.getAsLong();
        return Duration.ofNanos(Math.max(0, ahead - SECOND));
    }

    /** Charges the payer, even if it has nothing left. */
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
