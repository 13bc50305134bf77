package io.hubbub.engine;

import io.hubbub.message.Position;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids that senders gave to their recent messages, and the positions of those messages. Safe for
 * every thread. A caller that finds and remembers in one step holds a lock of its own over both.
 */
public final class RecentIds {

    /**
     * The default bound on ids. Past the bound the oldest id is forgotten before its time, and a
     * message that is sent again under that id counts as a new one.
     */
    public static final int BOUND = 200_000;

    /**
     * @param user null for the server itself
     */
    private record Key(String namespace, @Nullable String user, String id) {}

    private record Memory(Position position, long millis) {}

    private final long windowMillis;
    private final int bound;

    /** The oldest first. Guarded by this. */
    private final SequencedMap<Key, Memory> memories = new LinkedHashMap<>();

    public RecentIds(Duration window) {
        this(window, BOUND);
    }

    public RecentIds(Duration window, int bound) {
        windowMillis = window.toMillis();
        this.bound = bound;
    }

    /** The position of the message that this user gave the id to; null if none is known. */
    public synchronized @Nullable Position find(
            String namespace, @Nullable String user, String id, long nowMillis) {
        Memory memory = memories.get(new Key(namespace, user, id));
        return memory == null || isOver(memory, nowMillis) ? null : memory.position;
    }

    public synchronized void remember(
            String namespace, @Nullable String user, String id, Position position, long nowMillis) {
        expire(nowMillis);
        memories.putLast(new Key(namespace, user, id), new Memory(position, nowMillis));
        if (memories.size() > bound) {
            memories.pollFirstEntry();
        }
    }

    /** Takes back a {@link #remember}. */
    public synchronized void forget(String namespace, @Nullable String user, String id) {
        memories.remove(new Key(namespace, user, id));
    }

    public synchronized int size() {
        return memories.size();
    }

    /**
     * Forgets the ids whose time is over. Without this call they stay until the next id is
     * remembered.
     */
    public synchronized void expire(long nowMillis) {
        while (!memories.isEmpty() && isOver(memories.firstEntry().getValue(), nowMillis)) {
            memories.pollFirstEntry();
        }
    }

    private boolean isOver(Memory memory, long nowMillis) {
        return nowMillis - memory.millis >= windowMillis;
    }
}
