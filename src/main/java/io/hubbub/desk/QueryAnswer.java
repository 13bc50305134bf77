package io.hubbub.desk;

import io.hubbub.engine.Page;
import io.hubbub.presence.Presence;

/** What became of a {@link Query} that was not refused. */
public sealed interface QueryAnswer {

    /** Messages that the room keeps. */
    record Messages(Page page) implements QueryAnswer {}

    /** Who is in the room. */
    record People(Presence.Reading reading) implements QueryAnswer {}

    /** The room keeps nothing any more. */
    record Deleted() implements QueryAnswer {}
}
