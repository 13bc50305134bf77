package io.hubbub.room;

import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/** What became of a publication. */
public sealed interface Published {

    /**
     * It is kept as its namespace wants it, and in the outbox of every member.
     *
     * @param position where it stands in the first of its rooms; null for a volatile message, and
     *     where nothing is kept and nobody is there
     */
    record HandedOver(@Nullable Position position) implements Published {}

    /** It reached nobody and never will. */
    record Refused(Refusal refusal) implements Published {}
}
