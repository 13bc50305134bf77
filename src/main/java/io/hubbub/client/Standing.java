package io.hubbub.client;

import io.hubbub.message.User;

/**
 * Who a client acts for, and until when.
 *
 * @param user as it is now
 * @param granted as it was vouched for, before anything was taken from it
 * @param untilMillis when the right to act for it ends, on the wall's clock; {@link #EVER} where it
 *     does not
 */
public record Standing(User user, User granted, long untilMillis) {

    /** An end that does not come. */
    public static final long EVER = Long.MAX_VALUE;

    public Standing {
        if (!user.name().equals(granted.name())) {
            throw new IllegalArgumentException("One user has one name");
        }
    }

    /** A user of whom nothing was taken, for good. */
    public static Standing of(User user) {
        return new Standing(user, user, EVER);
    }

    boolean isOver(Time time) {
        return untilMillis != EVER && time.epochMillis().getAsLong() >= untilMillis;
    }
}
