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
     * @param positions its position in each of its rooms, in their order
     */
    record Stored(List<Position> positions) implements Appended {
        public Stored {
            positions = List.copyOf(positions);
        }
    }

    /**
     * The message was told to the feeds and is kept nowhere: it is volatile, its namespace keeps
     * nothing, or it is not for rooms.
     *
     * @param position its position in the first of its rooms that gave it one; null if none did,
     *     because the message is volatile or nobody follows any of the rooms
     */
    record Said(@Nullable Position position) implements Appended {}

    /**
     * A message with the same id was appended before.
     *
     * @param position the position of that message in the first of its rooms; null if it had none
     */
    record Duplicate(@Nullable Position position) implements Appended {}

    /** The message is not kept, and nobody will ever read it. */
    record Refused(Refusal refusal) implements Appended {}

    /**
     * The outcome is unknown. The message may be kept and told now, later or never. If it has an
     * id, sending it again under that id is safe.
     */
    record Unknown() implements Appended {}
}
