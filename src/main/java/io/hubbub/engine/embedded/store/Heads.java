package io.hubbub.engine.embedded.store;

import io.hubbub.engine.Directory;
import io.hubbub.engine.LogTable;
import io.hubbub.engine.Span;
import io.hubbub.message.RoomName;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The heads of all logs that were written to. Safe for every thread. */
public final class Heads {

    /** Only the writer puts and removes. Any thread reads. */
    private final LogTable<Head> heads = new LogTable<>(Head::maker);

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
        return heads.find(room);
    }

    public void add(Head head) {
        heads.put(head.room(), head);
    }

    public void remove(Head head) {
        heads.remove(head.room());
    }

    public Span span(RoomName room) {
        Head head = find(room);
        return head == null ? new Span(unwritten, 1, 0) : head.span();
    }

    /** Whether this is still the log of its room, so that it was not removed. */
    public boolean has(Head head) {
        return find(head.room()) == head;
    }

    public void forEach(Consumer<Head> action) {
        heads.forEach(action);
    }

    /** A view of a namespace's logs. */
    public Directory directory(String namespace) {
        return heads.directory(namespace, Head::kept);
    }
}
