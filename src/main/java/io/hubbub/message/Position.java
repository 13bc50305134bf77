package io.hubbub.message;

/**
 * Where a message stands in its room. The epoch changes when a room's past is lost, so a position
 * of that past is recognised as stale and never mistaken for one of the present.
 *
 * @param epoch names one unbroken past of one room
 * @param offset 1 for the epoch's first message; 0 stands before it
 */
public record Position(String epoch, long offset) {

    /** The form that travels as {@code message-id}. */
    @Override
    public String toString() {
        return epoch + ':' + offset;
    }
}
