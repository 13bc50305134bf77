package io.hubbub.engine;

import io.hubbub.message.RoomName;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine's logs by namespace and room, and how many of them each maker made. One thread at a
 * time may put and remove. Every thread may read.
 *
 * @param <L> a log
 */
public final class LogTable<L> {

    private static final class OfNamespace<L> {

        /** One thread at a time changes it, any thread reads it. */
        private final Map<RoomName, L> logs = new ConcurrentHashMap<>();

        /** How many logs a user or a network made, by its hash. No count is 0. */
        private final Map<Long, Integer> madeBy = new ConcurrentHashMap<>();

        private void count(@Nullable Maker maker, int more) {
            if (maker == null) {
                return;
            }
            add(maker.user(), more);
            if (maker.network() != maker.user()) {
                add(maker.network(), more);
            }
        }

        private void add(long hash, int more) {
            madeBy.merge(hash, more, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        }
    }

    private final Function<L, @Nullable Maker> makerOf;

    /** The namespaces. A namespace stays here after its last log is removed. */
    private final Map<String, OfNamespace<L>> namespaces = new ConcurrentHashMap<>();

    /**
     * @param makerOf who made a log's room, which never changes; null for the server itself
     */
    public LogTable(Function<L, @Nullable Maker> makerOf) {
        this.makerOf = makerOf;
    }

    public @Nullable L find(RoomName room) {
        OfNamespace<L> namespace = namespaces.get(room.namespace());
        return namespace == null ? null : namespace.logs.get(room);
    }

    /** Adds a room's log. It replaces the log that the room had. */
    public void put(RoomName room, L log) {
        OfNamespace<L> namespace =
                namespaces.computeIfAbsent(room.namespace(), _ -> new OfNamespace<>());
        L old = namespace.logs.put(room, log);
        if (old != null) {
            namespace.count(makerOf.apply(old), -1);
        }
        namespace.count(makerOf.apply(log), 1);
    }

    /** Removes a room's log. Does nothing if the room has none. */
    public void remove(RoomName room) {
        OfNamespace<L> namespace = namespaces.get(room.namespace());
        L log = namespace == null ? null : namespace.logs.remove(room);
        if (namespace != null && log != null) {
            namespace.count(makerOf.apply(log), -1);
        }
    }

    public void forEach(Consumer<L> action) {
        namespaces.values().forEach(namespace -> namespace.logs.values().forEach(action));
    }

    /** A view of a namespace's logs. */
    public Directory directory(String name, Function<L, Kept> asKept) {
        return new Directory() {

            @Override
            public int size() {
                OfNamespace<L> namespace = namespaces.get(name);
                return namespace == null ? 0 : namespace.logs.size();
            }

            @Override
            public int madeBy(long hash) {
                OfNamespace<L> namespace = namespaces.get(name);
                return namespace == null ? 0 : namespace.madeBy.getOrDefault(hash, 0);
            }

            @Override
            public Iterator<Kept> iterator() {
                OfNamespace<L> namespace = namespaces.get(name);
                return namespace == null
                        ? EMPTY.iterator()
                        : namespace.logs.values().stream().map(asKept).iterator();
            }
        };
    }
}
