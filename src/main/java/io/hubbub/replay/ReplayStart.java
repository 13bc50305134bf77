package io.hubbub.replay;

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
 * @param gap what lies between what the client has and what it gets; null where nothing does, or
 *     where that cannot be known
 */
public record ReplayStart(
        Position live, long after, @Nullable Boolean recovered, @Nullable Gap gap) {

    /**
     * Messages that a client which was there before does not get.
     *
     * @param lost how many are gone
     * @param skipped how many more are kept and were not asked for
     */
    public record Gap(long lost, long skipped) {

        long size() {
            return lost + skipped;
        }
    }

    /**
     * Decides it.
     *
     * @param held whether the engine knows the position that the client was at last
     * @param span what the room keeps; its newest is the last message that members were told
     */
    public static ReplayStart of(ReplayRequest wish, boolean held, Span span) {
        Position live = span.end();
        Position since = wish.since();
        long kept = span.oldest() - 1;
        long newest = span.newest();
        if (since == null) {
            return new ReplayStart(live, Math.max(kept, newest - wish.last()), null, null);
        }
        boolean known = held && since.offset() <= newest;
        if (!known) {
            // Its past is not this room's: nothing can be said of what lies between.
            return new ReplayStart(live, Math.max(kept, newest - wish.last()), false, null);
        }
        long after = Math.max(since.offset(), Math.max(kept, newest - wish.last()));
        long size = after - since.offset();
        long lost = Math.max(0, kept - since.offset());
        return new ReplayStart(
                live, after, size == 0, size == 0 ? null : new Gap(lost, size - lost));
    }

    /**
     * The same, once the log was read: the room may have forgotten more meanwhile. To be asked of
     * one with a gap.
     *
     * @param first the first offset that there was to read
     * @param oldest the first that the log held then
     */
    ReplayStart found(Gap told, long first, long oldest) {
        long since = after - told.size();
        long from = Math.max(after, first - 1);
        long size = from - since;
        // What was to come first is gone: then so is all before it.
        long lost = from > after ? size : Math.clamp(oldest - 1 - since, 0, size);
        Position end = new Position(live.epoch(), Math.max(live.offset(), from));
        return new ReplayStart(end, from, recovered, new Gap(lost, size - lost));
    }

    /** The same, where the log cannot be read any more. */
    ReplayStart unknown() {
        return new ReplayStart(live, after, recovered, null);
    }

    /** How many messages are read from the log first. */
    public long missed() {
        return live.offset() - after;
    }
}
