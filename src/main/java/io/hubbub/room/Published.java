package io.hubbub.room;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/** What became of a publication. */
public sealed interface Published {

    /**
     * The message is kept as its namespace demands, and is in the outbox of every member.
     *
     * @param position the position in the first of its rooms; null for a volatile message, for a
     *     message that is not for rooms, and if nothing is kept and nobody follows the rooms
     */
    record HandedOver(@Nullable Position position) implements Published {}

    /** The message reached nobody and never will. */
    record Refused(Refusal refusal) implements Published {}

    /**
     * The outcome is unknown: the message may reach the members now, later or never. The client
     * that sent the message is closed, so that it comes back and sends it again. If the message has
     * an id, sending it again is safe.
     */
    record Unknown() implements Published {}
}
