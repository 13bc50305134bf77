package io.hubbub.security;

/**
 * What somebody shows to be let in. Its text never contains the secret, because it may end up in a
 * log.
 */
public sealed interface Credentials {

    /** A name and its password. */
    record Password(String login, String passcode) implements Credentials {

        @Override
        public String toString() {
            return "Password[login=" + login + "]";
        }
    }

    /** A JSON Web Token. */
    record Bearer(String token) implements Credentials {

        @Override
        public String toString() {
            return "Bearer[]";
        }
    }
}
