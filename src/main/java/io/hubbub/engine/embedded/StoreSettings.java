package io.hubbub.engine.embedded;

import io.hubbub.engine.RecentIds;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the store is, and its bounds.
 *
 * @param directory holds the store in its subdirectory {@code rooms}, and the lock beside it
 * @param idWindow how long a sender's id is remembered, over a restart too
 * @param ids how many ids are remembered at most, in memory. Past that, the oldest is forgotten
 *     before its time
 * @param reserveBytes with less free space on the disk, messages are refused. RocksDB needs this
 *     space to rewrite what was stored already
 * @param queueBytes how much may wait for the writer before publishers have to wait
 */
public record StoreSettings(
        Path directory, Duration idWindow, int ids, long reserveBytes, int queueBytes) {

    public static final Duration ID_WINDOW = Duration.ofMinutes(5);
    public static final long RESERVE_BYTES = 64L * 1024 * 1024;
    public static final int QUEUE_BYTES = 16 * 1024 * 1024;

    public StoreSettings(Path directory) {
        this(directory, ID_WINDOW, RecentIds.BOUND, RESERVE_BYTES, QUEUE_BYTES);
    }

    /** The directory of RocksDB's files, which holds nothing else. */
    Path rooms() {
        return directory.resolve("rooms");
    }
}
