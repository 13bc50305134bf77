package io.hubbub.client;

import io.hubbub.message.User;
import java.util.concurrent.TimeUnit;

/**
 * Who a client acts for, and until when.
 *
 * @param user the user as it is now
 * @param granted the user as the login or token named it, before any right was taken away
 * @param untilMillis when the right to act for the user ends, in epoch milliseconds; {@link #EVER}
 *     if it does not end
 */
public record Grant(User user, User granted, long untilMillis) {

    /** An end that does not come. */
    public static final long EVER = Long.MAX_VALUE;

    public Grant {
        if (!user.name().equals(granted.name())) {
            throw new IllegalArgumentException("One user has one name");
        }
    }

    /** A grant without an end, for a user who has every right that was named. */
    public static Grant of(User user) {
        return new Grant(user, user, EVER);
    }

    boolean isOver(Time time) {
        return leftNanos(time) <= 0;
    }

    /** How long the right still lasts, by the wall clock; 0 or less if it is over. */
    long leftNanos(Time time) {
        if (untilMillis == EVER) {
            return Long.MAX_VALUE;
        }
        // The conversion stops at the largest long: a token may name any number as its end.
        return TimeUnit.MILLISECONDS.toNanos(untilMillis - time.epochMillis().getAsLong());
    }
}
