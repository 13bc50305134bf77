package io.hubbub.quota;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.RoomName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts the rooms that have a log. Safe for every thread. */
final class LoggedRooms {

    /** A pattern may open any number of namespaces, and only so many tallies are remembered. */
    private static final int TALLIES = 1_000;

    private final Function<String, @Nullable RoomLogs> logs;
    private final LongSupplier nanos;

    /** By namespace. Whoever finds none, or an old one, counts and puts a new one. */
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    LoggedRooms(Function<String, @Nullable RoomLogs> logs, LongSupplier nanos) {
        this.logs = logs;
        this.nanos = nanos;
    }

    boolean contains(RoomName room) {
        RoomLogs kept = logs.apply(room.namespace());
        return kept != null && kept.span(room).newest() > 0;
    }

    Collection<Kept> all(String namespace) {
        RoomLogs kept = logs.apply(namespace);
        return kept == null ? List.of() : kept.rooms(namespace);
    }

    int count(String namespace) {
        return all(namespace).size();
    }

    /** How many rooms each user and network made, as of {@link RoomSpace#FRESH_NANOS} ago. */
    Tally tally(String namespace) {
        long now = nanos.getAsLong();
        Tally known = tallies.get(namespace);
        if (known != null && now - known.takenNanos() < RoomSpace.FRESH_NANOS) {
            return known;
        }
        if (tallies.size() > TALLIES) {
            tallies.clear();
        }
        Tally taken = Tally.of(all(namespace), now);
        tallies.put(namespace, taken);
        return taken;
    }

    /** A room was made since the tally was taken. */
    void made(String namespace, Maker maker) {
        Tally tally = tallies.get(namespace);
        if (tally != null) {
            tally.add(maker);
        }
    }

    /** Rooms were removed, so the tally is wrong. */
    void removed(String namespace) {
        tallies.remove(namespace);
    }
}
