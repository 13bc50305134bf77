package io.hubbub.namespace;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * What a namespace keeps of what is said in its rooms.
 *
 * @param size the most messages of a room; 0 for no bound
 * @param age how old a message gets; zero for no bound
 * @param roomBytes what the messages of a room take; 0 for no bound
 * @param bytes what the messages of all rooms take together; 0 for no bound
 */
public record History(
        Store store, int size, Duration age, Sync sync, DataSize roomBytes, DataSize bytes) {

    /** One with the bounds in bytes that are there by default. */
    public History(Store store, int size, Duration age, Sync sync) {
        this(store, size, age, sync, DataSize.ofMegabytes(64), DataSize.ofGigabytes(2));
    }

    /** Keeps nothing: who comes back was away. */
    static final History NONE = new History(Store.NONE, 10_000, Duration.ofDays(30), Sync.ALWAYS);

    /** Where messages are kept. */
    public enum Store {
        NONE,
        /** Until the process ends. */
        MEMORY,
        DISK
    }

    /** When a message on disk counts as kept. */
    public enum Sync {
        /** Once it would survive a power cut. */
        ALWAYS,
        /** Once it would survive the end of the process; the disk is told once in a while. */
        INTERVAL
    }

    History on(Store newStore) {
        return new History(newStore, size, age, sync, roomBytes, bytes);
    }
}
