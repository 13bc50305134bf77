package io.hubbub.engine.embedded;

import io.hubbub.engine.RecentIds;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the store is kept.
 *
 * @param directory holds the store as {@code rooms}, and the lock beside it
 * @param idWindow how long a sender's id is remembered, over a restart as well
 * @param ids how many of them are remembered at most, in memory: past it the oldest is forgotten
 *     before its time
 * @param reserveBytes what must stay free on the disk: with less, nothing is appended. It has to
 *     hold what was appended already and is yet to be rewritten
 * @param queueBytes what may wait for the writer, before those who append wait
 */
public record StoreSettings(
        Path directory, Duration idWindow, int ids, long reserveBytes, int queueBytes) {

    public static final Duration ID_WINDOW = Duration.ofMinutes(5);
    public static final long RESERVE_BYTES = 64L * 1024 * 1024;
    public static final int QUEUE_BYTES = 16 * 1024 * 1024;

    public StoreSettings(Path directory) {
        this(directory, ID_WINDOW, RecentIds.BOUND, RESERVE_BYTES, QUEUE_BYTES);
    }

    /** Where RocksDB's files are, which belong to nobody else. */
    Path rooms() {
        return directory.resolve("rooms");
    }
}
