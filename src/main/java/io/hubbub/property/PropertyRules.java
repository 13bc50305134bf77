package io.hubbub.property;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * Checks the values under one prefix. A value that breaks a rule prevents the start. The message
 * has the property's name and the rule.
 *
 * <p>Most limits share one convention: 0 means unlimited. The {@code orUnlimited} methods turn that
 * 0 into the largest value, so code that compares with the limit needs no second case.
 *
 * @param prefix the beginning of the properties' names, such as {@code hubbub.limits}
 */
public record PropertyRules(String prefix) {

    /** The longest array that every JVM can make. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /** The longest time that a clock of nanoseconds can count: 292 years. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final Duration DAY = Duration.ofDays(1);

    /**
     * Refuses a value.
     *
     * @param rule what the value must be, such as {@code must be more than 0}
     * @throws IllegalArgumentException if the rule does not hold
     */
    public void require(boolean holds, String name, String rule) {
        check(holds, prefix + "." + name, rule);
    }

    /** The same for a property's whole name. */
    public static void check(boolean holds, String property, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(property + ": " + rule);
        }
    }

    /** A count is 0 or more. */
    public void count(String name, int count) {
        require(count >= 0, name, "must be 0 or more");
    }

    /** A size is 0 or more, and at most what an array can hold. */
    public void size(String name, DataSize size) {
        boolean holds = !size.isNegative() && size.toBytes() <= MOST_BYTES;
        require(holds, name, "must be 0 or more, and less than 2 GB");
    }

    /** A time is 0 or more, and at most a day. */
    public void time(String name, Duration time) {
        boolean holds = !time.isNegative() && time.compareTo(DAY) <= 0;
        require(holds, name, "must be 0 or more, and at most a day");
    }

    public static int orUnlimited(int count) {
        return count == 0 ? Integer.MAX_VALUE : count;
    }

    public static DataSize orUnlimited(DataSize size) {
        return size.toBytes() == 0 ? DataSize.ofBytes(MOST_BYTES) : size;
    }

    public static Duration orUnlimited(Duration time) {
        return time.isZero() ? FOREVER : time;
    }
}
