package io.hubbub.room;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/** What became of a publication. */
public sealed interface Published {

    /**
     * The message is kept as its namespace demands, and is in the outbox of every member.
     *
     * @param position the message's position in the first of its rooms. Null if the message is
     *     volatile, if it is not for rooms, or if its namespace keeps nothing and nobody follows
     *     the rooms
     */
    record HandedOver(@Nullable Position position) implements Published {}

    /** The message reached nobody and never will. */
    record Refused(Refusal refusal) implements Published {}

    /**
     * The outcome is unknown: the message may reach the members now, later or never. The client
     * that sent the message is closed, so that it comes back and sends the message again. That is
     * safe if the message has an id.
     */
    record Unknown() implements Published {}
}
