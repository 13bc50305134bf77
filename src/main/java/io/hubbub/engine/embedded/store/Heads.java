package io.hubbub.engine.embedded.store;

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

/** The heads of all logs that were written to. Safe for every thread. */
public final class Heads {

    /** By namespace. Only the writer adds and removes; any thread reads. */
    private final Map<String, Map<RoomName, Head>> heads = new ConcurrentHashMap<>();

    /** The epoch of every log that was never written to. The writer sets it; any thread reads. */
    private volatile String unwritten;

    public Heads(String unwritten) {
        this.unwritten = unwritten;
    }

    public String unwritten() {
        return unwritten;
    }

    public void setUnwritten(String epoch) {
        unwritten = epoch;
    }

    public @Nullable Head find(RoomName room) {
        return heads.getOrDefault(room.namespace(), Map.of()).get(room);
    }

    public void add(Head head) {
        heads.computeIfAbsent(head.room().namespace(), name -> new ConcurrentHashMap<>())
                .put(head.room(), head);
    }

    public void remove(Head head) {
        heads.getOrDefault(head.room().namespace(), Map.of()).remove(head.room());
    }

    public Span span(RoomName room) {
        Head head = find(room);
        return head == null ? new Span(unwritten, 1, 0) : head.span();
    }

    /** Whether it is still the log of its room. */
    public boolean has(Head head) {
        return find(head.room()) == head;
    }

    public void forEach(Consumer<Head> action) {
        heads.values().forEach(rooms -> rooms.values().forEach(action));
    }

    public Collection<Kept> kept(String namespace) {
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
