package io.hubbub.security;

import io.hubbub.message.User;

/**
 * The user of a connection, and how long that is valid.
 *
 * @param user as granted; {@link Users#asOfNow} says what is left of it
 * @param expiresAtMillis when it becomes invalid, in epoch milliseconds; {@link #NEVER} if nothing
 *     limits it
 */
public record Identity(User user, long expiresAtMillis) {

    public static final long NEVER = Long.MAX_VALUE;
}
