package io.hubbub.replay;

import io.hubbub.engine.Span;
import io.hubbub.message.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription begins.
 *
 * @param live messages after this position are delivered as they are published
 * @param after messages after this offset, up to {@code live}, are read from the log first
 * @param recovered whether the client gets every message since it was last there; null if the
 *     client did not say when that was
 * @param gap the messages that the client does not get; null if there are none, or if that cannot
 *     be known
 */
public record ReplayStart(
        Position live, long after, @Nullable Boolean recovered, @Nullable Gap gap) {

    /**
     * Messages that a client missed and does not get.
     *
     * @param lost how many the room no longer keeps
     * @param skipped how many more the room keeps, but the client did not ask for
     */
    public record Gap(long lost, long skipped) {

        long size() {
            return lost + skipped;
        }
    }

    /**
     * Decides where a subscription begins.
     *
     * @param held whether the engine knows the position that the client was at last
     * @param span what the room keeps. Its newest message is the last one that members were told
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
            // The position is not of this room's past, so nobody knows what the client missed.
            return new ReplayStart(live, Math.max(kept, newest - wish.last()), false, null);
        }
        long after = Math.max(since.offset(), Math.max(kept, newest - wish.last()));
        long size = after - since.offset();
        long lost = Math.max(0, kept - since.offset());
        return new ReplayStart(
                live, after, size == 0, size == 0 ? null : new Gap(lost, size - lost));
    }

    /**
     * The same start after the log was read: the room may have forgotten more messages meanwhile.
     * Call it only for a start that has a gap.
     *
     * @param first the first offset that could be read
     * @param oldest the oldest offset that the log held then
     */
    ReplayStart found(Gap told, long first, long oldest) {
        long since = after - told.size();
        long from = Math.max(after, first - 1);
        long size = from - since;
        // If the first message to be replayed is gone, then so is every message before it.
        long lost = from > after ? size : Math.clamp(oldest - 1 - since, 0, size);
        Position end = new Position(live.epoch(), Math.max(live.offset(), from));
        return new ReplayStart(end, from, recovered, new Gap(lost, size - lost));
    }

    /** The same start if the log cannot be read any more, so that the gap is unknown. */
    ReplayStart unknown() {
        return new ReplayStart(live, after, recovered, null);
    }

    /** How many messages are read from the log first. */
    public long missed() {
        return live.offset() - after;
    }
}
