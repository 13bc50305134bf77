package io.hubbub.message;

import org.jspecify.annotations.Nullable;

/**
 * The place of a message in its room. The epoch changes when the room's past is lost. So a position
 * of that past is recognised as stale and never mistaken for a current one.
 *
 * @param epoch names one unbroken past of one room
 * @param offset 1 for the first message of the epoch; 0 is before it
 */
public record Position(String epoch, long offset) {

    /** The longest epoch that a client may name. */
    private static final int MAX_EPOCH = 32;

    /** The most digits of an offset. */
    private static final int MAX_DIGITS = 18;

    /** Reads what {@link #toString} wrote. Null if the text is something else. */
    public static @Nullable Position parse(String text) {
        int colon = text.indexOf(':');
        String digits = text.substring(colon + 1);
        boolean readable =
                colon > 0
                        && colon <= MAX_EPOCH
                        && !digits.isEmpty()
                        && digits.length() <= MAX_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return readable ? new Position(text.substring(0, colon), Long.parseLong(digits)) : null;
    }

    /** The form that clients see as {@code message-id}. */
    @Override
    public String toString() {
        return epoch + ':' + offset;
    }
}
