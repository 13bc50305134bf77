package io.hubbub.message;

import org.jspecify.annotations.Nullable;

/**
 * Where a message stands in its room. The epoch changes when a room's past is lost, so a position
 * of that past is recognised as stale and never mistaken for one of the present.
 *
 * @param epoch names one unbroken past of one room
 * @param offset 1 for the epoch's first message; 0 stands before it
 */
public record Position(String epoch, long offset) {

    /** The longest epoch that a client may name. */
    private static final int MAX_EPOCH = 32;

    /** The longest number that an offset can be. */
    private static final int MAX_DIGITS = 18;

    /** Reads what {@link #toString} wrote; null where it is something else. */
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

    /** The form that travels as {@code message-id}. */
    @Override
    public String toString() {
        return epoch + ':' + offset;
    }
}
