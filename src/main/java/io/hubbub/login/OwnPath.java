package io.hubbub.login;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of this server for a redirect. A text from a form or an address may only look like one:
 * {@code //elsewhere.example}, {@code /\elsewhere.example}, or with characters that browsers skip.
 */
final class OwnPath {

    private static final int MAX_LENGTH = 1_000;

    /** Segments that are not empty and do not start with a dot, and perhaps a query. */
    private static final Pattern PLAIN =
            Pattern.compile(
                    "(/[A-Za-z0-9_~!$&'()*+,;=:@%-][A-Za-z0-9._~!$&'()*+,;=:@%-]*)*/?"
                            + "(\\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?");

    private OwnPath() {}

    /** Returns the path if it is one of ours, else the other. */
    static String or(String other, @Nullable String path) {
        return path != null
                        && path.length() <= MAX_LENGTH
                        && path.startsWith("/")
                        && PLAIN.matcher(path).matches()
                ? path
                : other;
    }
}
