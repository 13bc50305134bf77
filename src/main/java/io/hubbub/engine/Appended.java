package io.hubbub.engine;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a message that was appended. */
public sealed interface Appended {

    /**
     * It is kept.
     *
     * @param positions where, in the order of its rooms
     */
    record Stored(List<Position> positions) implements Appended {
        public Stored {
            positions = List.copyOf(positions);
        }
    }

    /**
     * It was said and is kept nowhere: it is volatile, its namespace keeps nothing, or it is not
     * for rooms.
     *
     * @param position its place in the first of its rooms that has one; null where none has: for a
     *     volatile message, and where nobody follows any of the rooms
     */
    record Said(@Nullable Position position) implements Appended {}

    /**
     * A message with the same id was appended before.
     *
     * @param position of that one, in the first of its rooms; null where it had none
     */
    record Duplicate(@Nullable Position position) implements Appended {}

    /** It is not kept, and nobody will ever read it. */
    record Refused(Refusal refusal) implements Appended {}

    /**
     * Nobody can say. It may be kept and said, now or later, or never. Where it has an id, sending
     * it again under that id is safe.
     */
    record Unknown() implements Appended {}
}
