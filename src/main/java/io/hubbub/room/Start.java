package io.hubbub.room;

import io.hubbub.engine.Span;
import io.hubbub.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins.
 *
 * @param live messages after this one come as they are said
 * @param after those after this offset, up to {@code live}, are read from the log first
 * @param recovered whether that is all since the client was last there; null where it asked for
 *     nothing of that kind
 * @param lost how many messages are gone between what the client has and what it gets; null where
 *     none are, or where that cannot be known
 */
public record Start(Position live, long after, @Nullable Boolean recovered, @Nullable Long lost) {

    /**
     * Decides it.
     *
     * @param span what the room keeps; its newest is the last message that members were told
     */
    static Start of(Wish wish, Span span) {
        Position live = span.end();
        Position since = wish.since();
        long kept = span.oldest() - 1;
        long newest = span.newest();
        if (since == null) {
            return new Start(live, Math.max(kept, newest - wish.last()), null, null);
        }
        boolean known = since.epoch().equals(span.epoch()) && since.offset() <= newest;
        if (!known) {
            // Its past is not this room's: nothing can be said of what lies between.
            return new Start(live, Math.max(kept, newest - wish.last()), false, null);
        }
        long after = Math.max(since.offset(), Math.max(kept, newest - wish.last()));
        long lost = after - since.offset();
        return new Start(live, after, lost == 0, lost == 0 ? null : lost);
    }

    /** How many messages are read from the log first. */
    public long missed() {
        return live.offset() - after;
    }
}
