package io.hubbub.quota;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Who has used how much of a rate: a budget that fills up over a period, and may be spent at once.
 * An account is one number, the moment at which it is full again, and is forgotten from then on.
 * Safe for every thread.
 *
 * <p>There are no more than a fixed number of accounts. Past it those are forgotten that owe least:
 * whoever comes under ever new names must not be the reason that others are told they had spent
 * theirs, nor make who has spent his forgotten first.
 *
 * @param <K> whose account
 */
public final class Accounts<K> {

    private final long budget;
    private final long periodNanos;
    private final int most;
    private final LongSupplier nanos;

    /** When each is full again. */
    private final Map<K, Long> fullAtNanos = new ConcurrentHashMap<>();

    private final AtomicBoolean forgetting = new AtomicBoolean();

    /**
     * @param budget what may be spent in a period; 0 for any amount
     * @param most how many accounts there may be
     */
    public Accounts(long budget, Duration period, int most, LongSupplier nanos) {
        this.budget = budget;
        this.periodNanos = period.toNanos();
        this.most = most;
        this.nanos = nanos;
    }

    /**
     * Whether so much is left. More than the whole budget may be spent by whoever owes nothing:
     * else it could never be.
     */
    public boolean hasCredit(K key, long amount) {
        long debt = budget == 0 ? 0 : debtNanos(key);
        return debt == 0 || debt + cost(amount) <= periodNanos;
    }

    /** Charges an amount, whether it can be paid or not. */
    public void charge(K key, long amount) {
        if (budget == 0) {
            return;
        }
        long now = nanos.getAsLong();
        long cost = cost(amount);
        fullAtNanos.compute(key, (_, full) -> (full == null || full - now < 0 ? now : full) + cost);
        if (fullAtNanos.size() > most) {
            forget(now);
        }
    }

    /** How long until so much is left. */
    public Duration untilCredit(K key, long amount) {
        if (hasCredit(key, amount)) {
            return Duration.ZERO;
        }
        long debt = debtNanos(key);
        return Duration.ofNanos(Math.min(debt, debt + cost(amount) - periodNanos));
    }

    private long cost(long amount) {
        return (long) ((double) periodNanos / budget * amount);
    }

    public int count() {
        return fullAtNanos.size();
    }

    private long debtNanos(K key) {
        Long full = fullAtNanos.get(key);
        return full == null ? 0 : Math.max(0, full - nanos.getAsLong());
    }

    private void forget(long now) {
        if (!forgetting.compareAndSet(false, true)) {
            return;
        }
        try {
            fullAtNanos.values().removeIf(full -> full - now <= 0);
            if (fullAtNanos.size() <= most * 7L / 8) {
                return;
            }
            // Sorted by what is left to wait for, an eighth goes: so this is done seldom.
            long[] debts = fullAtNanos.values().stream().mapToLong(full -> full - now).toArray();
            Arrays.sort(debts);
            long least = debts[debts.length / 8];
            fullAtNanos.values().removeIf(full -> full - now <= least);
        } finally {
            forgetting.set(false);
        }
    }
}
