package io.hubbub.room;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/** What became of a publication. */
public sealed interface Published {

    /**
     * It is kept as its namespace wants it, and in the outbox of every member.
     *
     * @param position where it stands in the first of its rooms; null for a volatile message, where
     *     nothing is kept and nobody is there, and where it is not for rooms
     */
    record HandedOver(@Nullable Position position) implements Published {}

    /** It reached nobody and never will. */
    record Refused(Refusal refusal) implements Published {}

    /**
     * Nobody can say: it may reach the members, now or later, or never. The client that sent it is
     * closed, so that it comes back and sends it again; under an id that is safe.
     */
    record Unknown() implements Published {}
}
