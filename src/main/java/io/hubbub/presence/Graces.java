package io.hubbub.presence;

import io.hubbub.due.Moments;
import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose connection was lost and which count as there for a while: their users may be back
 * before anybody has to hear of it. Not safe for threads.
 */
final class Graces {

    /** A client that counts as there until then. */
    record Lost(RoomName room, String user, String client, long untilNanos) {}

    private record Place(RoomName room, String user) {}

    /**
     * Whoever asks this much too late was stopped, or starved, and so was whoever would have let
     * the clients back in: their time begins anew.
     */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final long graceNanos;

    /** Nobody is over before, because of a time when nobody could come back; null without one. */
    private @Nullable Long notBeforeNanos;

    /** All wait equally long, so the first is over first. */
    private final LinkedHashSet<Lost> waiting = new LinkedHashSet<>();

    /** The same by user; never an empty one. */
    private final Map<Place, ArrayDeque<Lost>> byPlace = new HashMap<>();

    Graces(long graceNanos) {
        this.graceNanos = graceNanos;
    }

    /** Returns whether the client is to be counted on; else it is gone at once. */
    boolean lost(RoomName room, String user, String client, long nowNanos) {
        if (graceNanos == 0) {
            return false;
        }
        Lost lost = new Lost(room, user, client, nowNanos + graceNanos);
        waiting.add(lost);
        byPlace.computeIfAbsent(new Place(room, user), _ -> new ArrayDeque<>(1)).add(lost);
        return true;
    }

    /**
     * A client of the user came into the room.
     *
     * @return the client whose place it takes, which is not waited for any more; null where none
     *     was
     */
    @Nullable String returned(RoomName room, String user) {
        ArrayDeque<Lost> there = byPlace.get(new Place(room, user));
        if (there == null) {
            return null;
        }
        Lost first = there.getFirst();
        forget(first);
        return first.client();
    }

    /** Takes out those that did not come back in time. */
    List<Lost> over(long nowNanos) {
        List<Lost> over = new ArrayList<>();
        if (!waiting.isEmpty() && nowNanos - overNanos(waiting.getFirst()) >= LATE.toNanos()) {
            notBeforeNanos = nowNanos + graceNanos;
        }
        while (!waiting.isEmpty() && nowNanos - overNanos(waiting.getFirst()) >= 0) {
            Lost first = waiting.getFirst();
            forget(first);
            over.add(first);
        }
        if (waiting.isEmpty()) {
            notBeforeNanos = null;
        }
        return over;
    }

    /** When the next is over. */
    OptionalLong nextNanos() {
        return waiting.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(overNanos(waiting.getFirst()));
    }

    private long overNanos(Lost lost) {
        return notBeforeNanos == null
                ? lost.untilNanos()
                : Moments.later(lost.untilNanos(), notBeforeNanos);
    }

    private void forget(Lost lost) {
        waiting.remove(lost);
        byPlace.computeIfPresent(
                new Place(lost.room(), lost.user()),
                (_, there) -> {
                    there.remove(lost);
                    return there.isEmpty() ? null : there;
                });
    }
}
