package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.DiskSpace;
import io.hubbub.engine.embedded.store.Store;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows a failed write: messages are refused until the store can be written again. Only the
 * writer's thread calls the methods, except {@link #failure}.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** The most attempts to write between two attempts to open the store again. */
    private static final int MAX_PAUSE = 30;

    private final Store store;
    private final DiskSpace space;

    /** Why nothing is written; null while all is well. The writer sets it; any thread reads. */
    private volatile @Nullable String failure;

    // The writer's own.

    /** The group whose commit failed; null for none. */
    private @Nullable Group failed;

    /** How often in a row the store could not be opened again. */
    private int reopenings;

    /** How many attempts to write come before the next attempt to open the store again. */
    private int pause;

    Recovery(Store store, DiskSpace space) {
        this.store = store;
        this.space = space;
    }

    @Nullable String failure() {
        return failure;
    }

    /** A group could not be committed. What the disk holds of it is erased by {@link #recover}. */
    void fail(Group group, RuntimeException e) {
        failed = group;
        fail(e);
    }

    void fail(RuntimeException e) {
        if (failure == null) {
            log.error("Messages can no longer be stored. Hubbub tries again every second", e);
        }
        failure = String.valueOf(e.getMessage());
    }

    /**
     * Tries to write again, and to erase what the failed group left.
     *
     * <p>Opening the store again helps against errors that RocksDB keeps, but nobody can read
     * meanwhile. So it is tried only where the disk has what opening needs, and more and more
     * seldom where it fails.
     */
    void recover() {
        if (failure == null || space.isShort()) {
            return;
        }
        if (!erasedOrReopened()) {
            return;
        }
        failed = null;
        failure = null;
        reopenings = 0;
        log.info("Messages can be stored again");
    }

    private boolean erasedOrReopened() {
        try {
            eraseFailed();
            return true;
        } catch (RuntimeException e) {
            if (pause-- > 0) {
                return false;
            }
        }
        pause = 0;
        String obstacle = store.obstacle(space.left());
        if (obstacle != null) {
            failure = obstacle;
            return false;
        }
        try {
            store.reopen();
            eraseFailed();
            return true;
        } catch (RocksDBException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            reopenings = Math.min(reopenings + 1, MAX_PAUSE);
            pause = reopenings;
            return false;
        }
    }

    private void eraseFailed() {
        Group group = failed;
        store.write(
                true,
                batch -> {
                    if (group != null) {
                        group.eraseFrom(batch);
                    }
                    // An empty batch would succeed on a disk that takes nothing.
                    batch.delete(Family.META, Meta.CLEAN);
                });
    }
}
