package io.hubbub.message;

/**
 * The names of the headers that senders add, {@code x-...}. One that is no token, in the sense of
 * HTTP (RFC 9110), would be another one to somebody: escaped in one version of STOMP and not in the
 * next, or trimmed; and so could pass for what the server itself puts there.
 */
public final class HeaderName {

    private static final String OWN = "x-";

    private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

    private HeaderName() {}

    /** Whether it is a sender's own. */
    public static boolean isOwn(String name) {
        return name.startsWith(OWN);
    }

    /** Whether everybody reads the same name. */
    public static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!isTokenCharacter(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || SYMBOLS.indexOf(c) >= 0;
    }

    /**
     * For what the application's code adds.
     *
     * @throws IllegalArgumentException where it is no token
     */
    public static void require(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException(
                    "The name of a header is a token, not '" + name + "'");
        }
    }
}
