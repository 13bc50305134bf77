package io.hubbub.message;

/**
 * The names of the headers that senders add, {@code x-...}. Each must be a token of HTTP (RFC
 * 9110). Other names can be read differently by different clients: one version of STOMP escapes
 * them and another does not, or somebody trims them. They could then pass for a header that the
 * server sets.
 */
public final class HeaderName {

    private static final String OWN = "x-";

    private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

    private HeaderName() {}

    /** Whether the header is the sender's own. */
    public static boolean isOwn(String name) {
        return name.startsWith(OWN);
    }

    /** Whether every reader takes this for the same name. */
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
     * Checks a name that the application's code adds.
     *
     * @throws IllegalArgumentException if it is no token
     */
    public static void require(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException(
                    "The name of a header must be a token, not '" + name + "'");
        }
    }
}
