package io.hubbub.engine.memory;

import io.hubbub.engine.Append;
import io.hubbub.engine.Directory;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.LogTable;
import io.hubbub.engine.Maker;
import io.hubbub.engine.Page;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Span;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All logs, each within its namespace's retention and all together within their bound. Its methods
 * hold its monitor briefly, and never while they call other code, because callers ask for a span
 * under their own locks.
 */
final class Shelf {

    /**
     * How many logs are checked for old messages with each new message. They take turns, so quiet
     * logs are checked too.
     */
    private static final int SWEPT = 2;

    private final long bound;
    private final Function<String, Retention> retentions;
    private final Supplier<String> epochs;

    /** Written under the monitor. Iterated without it. */
    private final LogTable<Log> logs = new LogTable<>(Log::maker);

    // Guarded by this.
    private final NavigableSet<Log> bySize = emptySet();
    private final Map<String, Share> shares = new HashMap<>();
    private final ArrayDeque<Log> rounds = new ArrayDeque<>();
    private String unwritten;
    private long bytes;

    /** Rooms whose logs were forgotten while their feeds have not been told yet. */
    private List<RoomName> forgotten = new ArrayList<>();

    Shelf(long bound, Function<String, Retention> retentions, Supplier<String> epochs) {
        this.bound = bound;
        this.retentions = retentions;
        this.epochs = epochs;
        unwritten = epochs.get();
    }

    /** What the logs of one namespace take together. */
    private static final class Share {
        private final NavigableSet<Log> bySize = emptySet();
        private long bytes;
    }

    private static NavigableSet<Log> emptySet() {
        return new TreeSet<>(Comparator.comparingLong(Log::bytes).thenComparing(log -> log.room));
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized int count() {
        return bySize.size();
    }

    /** Adds a message to the logs of all its rooms, in one step. */
    synchronized List<Position> add(Append append, long nowMillis) {
        List<Position> positions = new ArrayList<>();
        for (RoomName room : append.rooms()) {
            Log found = logs.find(room);
            Log log = found != null ? found : create(room, append.maker());
            Position position = new Position(log.epoch, log.span().newest() + 1);
            positions.add(position);
            change(
                    log,
                    () -> {
                        log.add(append, position, nowMillis);
                        trim(log, nowMillis);
                    });
        }
        Share share = shares.get(append.namespace());
        long most = retentions.apply(append.namespace()).bytes();
        while (most > 0 && share != null && share.bytes > most) {
            Log largest = share.bySize.last();
            change(largest, largest::removeOldest);
        }
        while (bytes > bound) {
            Log largest = bySize.last();
            change(largest, largest::removeOldest);
        }
        sweep(nowMillis);
        return positions;
    }

    synchronized Page read(RoomName room, From from, int limit, int maxBytes, long nowMillis) {
        Log log = find(room);
        if (log == null) {
            return new Page(List.of(), span(room));
        }
        change(log, () -> trim(log, nowMillis));
        return log.read(from, limit, maxBytes);
    }

    synchronized Span span(RoomName room) {
        Log log = find(room);
        return log == null ? new Span(unwritten, 1, 0) : log.span();
    }

    synchronized void trimTo(RoomName room, long upTo) {
        Log log = find(room);
        if (log != null) {
            change(log, () -> log.trimTo(upTo));
        }
    }

    /** A view of a namespace's logs. Each log is shown as it is when the iteration reaches it. */
    Directory directory(String namespace) {
        return logs.directory(namespace, this::kept);
    }

    /** What a room keeps; null if it has no log. */
    synchronized @Nullable Kept kept(RoomName room) {
        Log log = find(room);
        return log == null ? null : kept(log);
    }

    private synchronized Kept kept(Log log) {
        return log.kept();
    }

    /** Removes the logs of these rooms, in one step. */
    synchronized void remove(List<RoomName> rooms) {
        for (RoomName room : rooms) {
            Log log = find(room);
            if (log != null) {
                forget(log);
            }
        }
    }

    /** The rooms whose logs were forgotten since this was last asked. */
    synchronized List<RoomName> takeForgotten() {
        if (forgotten.isEmpty()) {
            return List.of();
        }
        List<RoomName> taken = forgotten;
        forgotten = new ArrayList<>();
        return taken;
    }

    private @Nullable Log find(RoomName room) {
        return logs.find(room);
    }

    private Log create(RoomName room, @Nullable Maker maker) {
        Log log = new Log(room, unwritten, maker);
        logs.put(room, log);
        put(log);
        rounds.add(log);
        return log;
    }

    /** Changes a log, and moves it in the order by size. */
    private void change(Log log, Runnable change) {
        take(log);
        change.run();
        put(log);
    }

    private void put(Log log) {
        Share share = shares.computeIfAbsent(log.room.namespace(), _ -> new Share());
        share.bySize.add(log);
        share.bytes += log.bytes();
        bySize.add(log);
        bytes += log.bytes();
    }

    private void take(Log log) {
        Share share = shares.get(log.room.namespace());
        if (share != null) {
            share.bySize.remove(log);
            share.bytes -= log.bytes();
            if (share.bySize.isEmpty()) {
                shares.remove(log.room.namespace());
            }
        }
        bySize.remove(log);
        bytes -= log.bytes();
    }

    private void trim(Log log, long nowMillis) {
        Retention retention = retentions.apply(log.room.namespace());
        if (retention.size() > 0) {
            log.trimTo(log.span().newest() - retention.size());
        }
        while (retention.roomBytes() > 0
                && log.bytes() > retention.roomBytes()
                && log.span().count() > 1) {
            log.removeOldest();
        }
        if (retention.age().isPositive()) {
            log.trimBefore(nowMillis - retention.age().toMillis());
        }
    }

    private void sweep(long nowMillis) {
        for (int i = Math.min(SWEPT, rounds.size()); i > 0; i--) {
            Log log = rounds.remove();
            if (find(log.room) != log) {
                // The log was removed.
                continue;
            }
            change(log, () -> trim(log, nowMillis));
            if (isForgettable(log, nowMillis)) {
                forget(log);
                forgotten.add(log.room);
            } else {
                rounds.add(log);
            }
        }
    }

    private boolean isForgettable(Log log, long nowMillis) {
        long age = retentions.apply(log.room.namespace()).age().toMillis();
        return age > 0 && log.isEmpty() && nowMillis - log.writtenMillis() > 2 * age;
    }

    private void forget(Log log) {
        take(log);
        logs.remove(log.room);
        // Other logs may go on with this epoch. A new log must not get it, because it could be of
        // the room whose log was just removed.
        if (log.epoch.equals(unwritten)) {
            unwritten = epochs.get();
        }
    }
}
