package io.hubbub.security;

import io.hubbub.message.User;

/**
 * Who a connection acts for, and how long that holds.
 *
 * @param user as granted; {@link Users#asOfNow} says what is left of it
 * @param expiresAtMillis from when on it holds no more, in epoch milliseconds; {@link #NEVER} where
 *     nothing bounds it
 */
public record Identity(User user, long expiresAtMillis) {

    public static final long NEVER = Long.MAX_VALUE;
}
