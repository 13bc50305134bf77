package io.hubbub.login;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path of this server's, to be redirected to. What comes from a form or an address may be made to
 * look like one: {@code //elsewhere.example}, {@code /\elsewhere.example}, or with characters that
 * browsers skip.
 */
final class OwnPath {

    private static final int MAX_LENGTH = 1_000;

    /** Segments that neither are empty nor start with a dot, then perhaps a query. */
    private static final Pattern PLAIN =
            Pattern.compile(
                    "(/[A-Za-z0-9_~!$&'()*+,;=:@%-][A-Za-z0-9._~!$&'()*+,;=:@%-]*)*/?"
                            + "(\\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?");

    private OwnPath() {}

    /** The path as it is where it is one of ours, else the other. */
    static String or(String other, @Nullable String path) {
        return path != null
                        && path.length() <= MAX_LENGTH
                        && path.startsWith("/")
                        && PLAIN.matcher(path).matches()
                ? path
                : other;
    }
}
