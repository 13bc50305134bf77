package io.hubbub.quota;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * How much of a rate each key has used. A key has a budget, which it may spend at once and which
 * fills up again over a period. All that is kept of a key is the moment at which its budget is full
 * again. After that moment the key is forgotten. Safe for every thread.
 *
 * <p>Only a fixed number of keys is remembered. Beyond that, the keys that owe least are forgotten.
 * So somebody who comes under ever new names cannot have others refused, and cannot have a key
 * forgotten that has spent its budget.
 *
 * @param <K> a user or a network
 */
final class Usage<K> {

    private final long budget;
    private final long periodNanos;
    private final int most;
    private final LongSupplier nanos;

    /** When each key's budget is full again. Every thread that charges a key changes it. */
    private final Map<K, Long> fullAtNanos = new ConcurrentHashMap<>();

    /** Whether a thread is forgetting keys now. Other threads then do nothing about it. */
    private final AtomicBoolean forgetting = new AtomicBoolean();

    /**
     * @param budget how much a key may spend in a period; 0 means unlimited
     * @param most how many keys are remembered
     */
    Usage(long budget, Duration period, int most, LongSupplier nanos) {
        this.budget = budget;
        this.periodNanos = period.toNanos();
        this.most = most;
        this.nanos = nanos;
    }

    /**
     * Whether the key may spend this amount. A key that owes nothing may spend more than its whole
     * budget, because otherwise a large amount could never be spent.
     */
    boolean hasCredit(K key, long amount) {
        long debt = budget == 0 ? 0 : debtNanos(key);
        return debt == 0 || debt + cost(amount) <= periodNanos;
    }

    /** Charges an amount, even if less is left. */
    void charge(K key, long amount) {
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

    private long cost(long amount) {
        return (long) ((double) periodNanos / budget * amount);
    }

    /** How many keys are remembered. */
    int count() {
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
            // An eighth goes at once, so that this costly step is rare.
            long[] debts = fullAtNanos.values().stream().mapToLong(full -> full - now).toArray();
            Arrays.sort(debts);
            long least = debts[debts.length / 8];
            fullAtNanos.values().removeIf(full -> full - now <= least);
        } finally {
            forgetting.set(false);
        }
    }
}
