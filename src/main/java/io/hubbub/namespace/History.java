package io.hubbub.namespace;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * How many messages a namespace keeps, how long, and where.
 *
 * @param size the most messages of a room; 0 means unlimited
 * @param age how old a message may become; zero means unlimited
 * @param roomBytes the most bytes of a room's messages; 0 means unlimited
 * @param bytes the most bytes of the messages of all rooms together; 0 means unlimited
 */
public record History(
        Store store, int size, Duration age, Sync sync, DataSize roomBytes, DataSize bytes) {

    /** A history with the default bounds on bytes. */
    public History(Store store, int size, Duration age, Sync sync) {
        this(store, size, age, sync, DataSize.ofMegabytes(64), DataSize.ofGigabytes(2));
    }

    /** Keeps nothing. A client that comes back has missed what was said. */
    static final History NONE = new History(Store.NONE, 10_000, Duration.ofDays(30), Sync.ALWAYS);

    /** Where messages are kept. */
    public enum Store {
        NONE,
        /** Until the process ends. */
        MEMORY,
        DISK
    }

    /** When a message on disk counts as stored. */
    public enum Sync {
        /** When it would survive a power cut. */
        ALWAYS,
        /** When it would survive the end of the process. The disk is synced from time to time. */
        INTERVAL
    }

    History on(Store newStore) {
        return new History(newStore, size, age, sync, roomBytes, bytes);
    }
}
