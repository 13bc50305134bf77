package io.hubbub.client;

import io.hubbub.message.User;

import java.util.concurrent.TimeUnit;

/**
 * Who a client acts for, and until when.
 *
 * @param user as it is now
 * @param granted as it was vouched for, before anything was taken from it
 * @param untilMillis when the right to act for it ends, on the wall's clock; {@link #EVER} where it
 *     does not
 */
public record Grant(User user, User granted, long untilMillis) {

    /** An end that does not come. */
    public static final long EVER = Long.MAX_VALUE;

    public Grant {
        if (!user.name().equals(granted.name())) {
            throw new IllegalArgumentException("One user has one name");
        }
    }

    /** A user of whom nothing was taken, for good. */
    public static Grant of(User user) {
        return new Grant(user, user, EVER);
    }

    boolean isOver(Time time) {
        return leftNanos(time) <= 0;
    }

    /** How long the right lasts, by the wall's clock; 0 or less where it is over. */
    long leftNanos(Time time) {
        if (untilMillis == EVER) {
            return Long.MAX_VALUE;
        }
        // Held to what a long holds: a token's end may be any number.
        return TimeUnit.MILLISECONDS.toNanos(untilMillis - time.epochMillis().getAsLong());
    }
}
