package io.hubbub.message;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why something asked for was not done, in words meant for whoever asked.
 *
 * @param code what it is to the protocol: how it closes, what it counts as
 * @param word what the client reads as its code: the table's, or an application's own where the
 *     code is {@link ErrorCode#REFUSED}
 * @param message one sentence for people
 * @param data what else the application says, as JSON; null for nothing
 */
public record Refusal(ErrorCode code, String word, String message, @Nullable String data) {

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    public Refusal(ErrorCode code) {
        this(code, code.meaning());
    }

    public Refusal(ErrorCode code, String message) {
        this(code, code.text(), message, null);
    }

    /**
     * A refusal in an application's own words.
     *
     * @param word lower-case letters, digits and '-', and none of the table's: a client that knows
     *     the table must not take it for something else
     * @param data JSON; null for none
     */
    public static Refusal custom(String word, String message, @Nullable String data) {
        boolean taken =
                Arrays.stream(ErrorCode.values()).anyMatch(code -> code.text().equals(word));
        if (taken || !WORD.matcher(word).matches()) {
            throw new IllegalArgumentException(
                    "Not a code of an application's own: '" + word + "'");
        }
        return new Refusal(ErrorCode.REFUSED, word, message, data);
    }

    /** For the places where only an exception gets through, such as Spring's message channels. */
    public RefusedException asException() {
        return new RefusedException(this);
    }
}
