package io.hubbub.engine;

import io.hubbub.message.Position;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids that senders gave to their messages of late, and where those went. Safe for every thread;
 * who must find and remember as one step holds a lock of its own over both.
 */
public final class RecentIds {

    /**
     * The most ids that are remembered where nothing else is said: past it the oldest is forgotten
     * before its time, and a message sent again under it would be a new one.
     */
    public static final int BOUND = 200_000;

    /**
     * @param user null for the server itself
     */
    private record Key(String namespace, @Nullable String user, String id) {}

    private record Memory(Position position, long millis) {}

    private final long windowMillis;
    private final int bound;

    /** In the order they were remembered in. Guarded by this. */
    private final SequencedMap<Key, Memory> memories = new LinkedHashMap<>();

    public RecentIds(Duration window) {
        this(window, BOUND);
    }

    public RecentIds(Duration window, int bound) {
        windowMillis = window.toMillis();
        this.bound = bound;
    }

    /** Where the message went that this user gave the id to; null where none is known. */
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

    /** As if it had never been remembered. */
    public synchronized void forget(String namespace, @Nullable String user, String id) {
        memories.remove(new Key(namespace, user, id));
    }

    public synchronized int size() {
        return memories.size();
    }

    /** Lets go of what is over, which else only the next id does. */
    public synchronized void expire(long nowMillis) {
        while (!memories.isEmpty() && isOver(memories.firstEntry().getValue(), nowMillis)) {
            memories.pollFirstEntry();
        }
    }

    private boolean isOver(Memory memory, long nowMillis) {
        return nowMillis - memory.millis >= windowMillis;
    }
}
