package io.hubbub.engine.memory;

import io.hubbub.due.Agenda;
import io.hubbub.due.Moments;
import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose connection was lost and which are still shown for a while, because their users may
 * come back before anybody has to hear that they were gone. Only one thread touches it.
 */
final class Graces {

    /** A client that is shown until its grace is over. */
    static final class Lost implements Agenda.Entry {
        private final RoomName room;
        private final String user;
        private final String client;
        private final long graceNanos;
        private int place = -1;

        Lost(RoomName room, String user, String client, long graceNanos) {
            this.room = room;
            this.user = user;
            this.client = client;
            this.graceNanos = graceNanos;
        }

        RoomName room() {
            return room;
        }

        String client() {
            return client;
        }

        @Override
        public int place() {
            return place;
        }

        @Override
        public void place(int newPlace) {
            place = newPlace;
        }
    }

    private record Place(RoomName room, String user) {}

    /**
     * If a grace is this late to end, the process was stopped or starved, and could not let anybody
     * come back. All graces begin anew then.
     */
    private static final Duration LATE = Duration.ofSeconds(1);

    private final Agenda<Lost> agenda = new Agenda<>();

    /**
     * The lost clients of each user in each room, the one that was lost first at the front. No
     * queue is empty.
     */
    private final Map<Place, ArrayDeque<Lost>> byPlace = new HashMap<>();

    /** A client's grace begins. Does nothing if it has begun already. */
    void begin(RoomName room, String user, String client, long graceNanos, long nowNanos) {
        ArrayDeque<Lost> there =
                byPlace.computeIfAbsent(new Place(room, user), _ -> new ArrayDeque<>(1));
        if (find(there, client) == null) {
            Lost lost = new Lost(room, user, client, graceNanos);
            there.add(lost);
            agenda.add(lost, Moments.after(nowNanos, graceNanos));
        }
    }

    /** Ends the grace of a client that is gone. Does nothing if the client is in no grace. */
    void end(RoomName room, String user, String client) {
        ArrayDeque<Lost> there = byPlace.get(new Place(room, user));
        Lost lost = there == null ? null : find(there, client);
        if (lost != null) {
            forget(lost);
        }
    }

    /**
     * A client of the user comes into the room.
     *
     * @return the client that it replaces, whose grace ends; null if no client of the user is in
     *     its grace there
     */
    @Nullable String takePlace(RoomName room, String user) {
        ArrayDeque<Lost> there = byPlace.get(new Place(room, user));
        if (there == null) {
            return null;
        }
        Lost first = there.getFirst();
        forget(first);
        return first.client;
    }

    /** Removes the clients whose grace is over, and returns them. */
    List<Lost> over(long nowNanos) {
        if (nowNanos - agenda.firstNanos(nowNanos) >= LATE.toNanos()) {
            for (Lost lost : agenda.all()) {
                agenda.move(lost, Moments.after(nowNanos, lost.graceNanos));
            }
        }
        List<Lost> over = new ArrayList<>();
        for (Lost due = agenda.due(nowNanos); due != null; due = agenda.due(nowNanos)) {
            forget(due);
            over.add(due);
        }
        return over;
    }

    /** When the next grace is over; a moment that never comes if there is none. */
    long nextNanos(long nowNanos) {
        return agenda.firstNanos(nowNanos);
    }

    private static @Nullable Lost find(ArrayDeque<Lost> there, String client) {
        for (Lost lost : there) {
            if (lost.client.equals(client)) {
                return lost;
            }
        }
        return null;
    }

    private void forget(Lost lost) {
        agenda.remove(lost);
        byPlace.computeIfPresent(
                new Place(lost.room, lost.user),
                (_, there) -> {
                    there.remove(lost);
                    return there.isEmpty() ? null : there;
                });
    }
}
