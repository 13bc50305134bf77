package io.hubbub.engine.embedded;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Span;
import io.hubbub.message.RoomName;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every log that was written to. Only the writer adds and removes; any thread looks. */
final class Heads {

    private final Map<String, Map<RoomName, Head>> heads = new ConcurrentHashMap<>();

    /** What a log has that was never written to. */
    private volatile String unwritten;

    Heads(String unwritten) {
        this.unwritten = unwritten;
    }

    String unwritten() {
        return unwritten;
    }

    void setUnwritten(String epoch) {
        unwritten = epoch;
    }

    @Nullable Head find(RoomName room) {
        return heads.getOrDefault(room.namespace(), Map.of()).get(room);
    }

    void add(Head head) {
        heads.computeIfAbsent(head.room.namespace(), name -> new ConcurrentHashMap<>())
                .put(head.room, head);
    }

    void remove(Head head) {
        heads.getOrDefault(head.room.namespace(), Map.of()).remove(head.room);
    }

    Span span(RoomName room) {
        Head head = find(room);
        return head == null ? new Span(unwritten, 1, 0) : head.span();
    }

    /** Whether it is still the log of its room. */
    boolean has(Head head) {
        return find(head.room) == head;
    }

    void forEach(Consumer<Head> action) {
        heads.values().forEach(rooms -> rooms.values().forEach(action));
    }

    Collection<Kept> kept(String namespace) {
        return new AbstractCollection<>() {
            @Override
            public int size() {
                return heads.getOrDefault(namespace, Map.of()).size();
            }

            @Override
            public Iterator<Kept> iterator() {
                return heads.getOrDefault(namespace, Map.of()).values().stream()
                        .map(Head::kept)
                        .iterator();
            }
        };
    }
}
