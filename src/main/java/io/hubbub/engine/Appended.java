package io.hubbub.engine;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import java.util.List;

/** What became of a message that was to be kept. */
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
     * It was kept before, under the same id.
     *
     * @param position where, in the first of the rooms of that time
     */
    record Duplicate(Position position) implements Appended {}

    /** It is not kept, and nobody will ever read it. */
    record Refused(Refusal refusal) implements Appended {}
}
