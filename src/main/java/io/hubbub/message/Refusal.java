package io.hubbub.message;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not done, in words for whoever made it.
 *
 * @param code the protocol's view of it: how it closes a connection, and what it counts as
 * @param word the code that the client reads: the table's word, or the application's own if the
 *     code is {@link ErrorCode#REFUSED}
 * @param message one sentence for people
 * @param data anything else that the application says, as JSON; null for nothing
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
     * @param word lower-case letters, digits and '-'. It must not be a word of the table, because
     *     clients that know the table would misread it
     * @param data JSON; null for none
     */
    public static Refusal custom(String word, String message, @Nullable String data) {
        boolean taken =
                Arrays.stream(ErrorCode.values()).anyMatch(code -> code.text().equals(word));
        if (taken || !WORD.matcher(word).matches()) {
            throw new IllegalArgumentException(
                    "An application cannot use this code: '" + word + "'");
        }
        return new Refusal(ErrorCode.REFUSED, word, message, data);
    }

    /** For places that only exceptions can leave, such as Spring's message channels. */
    public RefusedException asException() {
        return new RefusedException(this);
    }
}
