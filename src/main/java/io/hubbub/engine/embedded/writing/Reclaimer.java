package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.store.Database;
import io.hubbub.engine.embedded.store.DiskSpace;
import io.hubbub.engine.embedded.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.Range;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;

/**
 * Gives the disk space of deleted messages back. RocksDB keeps it until the files around them are
 * rewritten, so this waits until there is enough to make the rewriting worthwhile.
 */
public final class Reclaimer implements AutoCloseable {

    /** Less than this is not worth rewriting the files around it. */
    private static final long RECLAIM_BYTES = 8L << 20;

    /** The same while nobody writes, when rewriting disturbs nobody. */
    private static final long RECLAIM_BYTES_WHERE_QUIET = 1L << 20;

    /** Less than one part in so many of the whole store is not worth it either. */
    private static final int RECLAIM_SHARE = 8;

    private final Store store;
    private final DiskSpace space;

    /**
     * By room id: the offset before which messages were deleted and their space not yet given back.
     * The writer adds to it; the keeper reads and removes.
     */
    private final Map<Long, Long> deleted = new ConcurrentHashMap<>();

    /**
     * The key before which ids were deleted and their space not yet given back; null for none. Only
     * the keeper uses it, in {@link Keeper#sweep}, which a test calls from its own thread.
     */
    private volatile byte @Nullable [] clearedIds;

    private final CompactRangeOptions compaction =
            new CompactRangeOptions().setExclusiveManualCompaction(false);

    public Reclaimer(Store store, DiskSpace space) {
        this.store = store;
        this.space = space;
    }

    /** A log's messages before this offset are deleted. */
    void deleted(long roomId, long offset) {
        deleted.merge(roomId, offset, Math::max);
    }

    /** All messages of a log are deleted. */
    void deleted(long roomId) {
        deleted.put(roomId, Long.MAX_VALUE);
    }

    /** All ids before this key are deleted, or will be in a moment. */
    void idsCleared(byte[] end) {
        clearedIds = end;
    }

    /** Gives space back where that is worthwhile. May take minutes. */
    void reclaim(boolean quiet) {
        reclaimIds();
        if (deleted.isEmpty()) {
            return;
        }
        long least = quiet ? RECLAIM_BYTES_WHERE_QUIET : RECLAIM_BYTES;
        Map<Long, Long> ranges = Map.copyOf(deleted);
        store.<Boolean>use(open -> {
            long whole = open.db().getAggregatedLongProperty("rocksdb.total-sst-files-size");
            if (size(open, ranges) >= Math.max(least, whole / RECLAIM_SHARE)) {
                reclaim(open, ranges);
                ranges.forEach(deleted::remove);
            }
            return true;
        });
    }

    /** Ids are deleted in the order in which they were written, so mostly whole files go. */
    private void reclaimIds() {
        byte[] end = clearedIds;
        if (end == null) {
            return;
        }
        store.<Boolean>use(open -> {
            try (Slice from = new Slice(Keys.idsFrom(0));
                    Slice to = new Slice(end)) {
                long[] sizes =
                        open.db()
                                .getApproximateSizes(
                                        open.handle(Family.IDS),
                                        List.of(new Range(from, to)),
                                        SizeApproximationFlag.INCLUDE_FILES);
                if (sizes[0] >= RECLAIM_BYTES_WHERE_QUIET && !space.isShort()) {
                    open.db()
                            .compactRange(
                                    open.handle(Family.IDS), Keys.idsFrom(0), end, compaction);
                    clearedIds = null;
                }
            }
            return true;
        });
    }

    private static long size(Database open, Map<Long, Long> ranges) {
        long sum = 0;
        List<Slice> slices = new ArrayList<>();
        try {
            List<Range> asked = new ArrayList<>();
            for (Map.Entry<Long, Long> range : ranges.entrySet()) {
                Slice from = new Slice(Keys.message(range.getKey(), 0));
                Slice to = new Slice(Keys.message(range.getKey(), range.getValue()));
                slices.add(from);
                slices.add(to);
                asked.add(new Range(from, to));
            }
            for (long size :
                    open.db()
                            .getApproximateSizes(
                                    open.handle(Family.MESSAGES),
                                    asked,
                                    SizeApproximationFlag.INCLUDE_FILES,
                                    SizeApproximationFlag.INCLUDE_MEMTABLES)) {
                sum += size;
            }
        } finally {
            slices.forEach(Slice::close);
        }
        return sum;
    }

    private void reclaim(Database open, Map<Long, Long> ranges) throws RocksDBException {
        List<byte[]> ends = new ArrayList<>();
        long first = Long.MAX_VALUE;
        long last = 0;
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            ends.add(Keys.message(range.getKey(), 0));
            ends.add(Keys.message(range.getKey(), range.getValue()));
            first = Math.min(first, range.getKey());
            last = Math.max(last, range.getKey());
        }
        // Files that hold nothing else are deleted at once. The others are rewritten without the
        // deleted messages, which takes space before it gives any.
        open.db().deleteFilesInRanges(open.handle(Family.MESSAGES), ends, false);
        if (space.isShort()) {
            return;
        }
        open.db()
                .compactRange(
                        open.handle(Family.MESSAGES),
                        Keys.message(first, 0),
                        Keys.message(last + 1, 0),
                        compaction);
    }

    /** Ends a {@link #reclaim} that is under way, so that closing does not wait minutes for it. */
    void cancel() {
        compaction.setCanceled(true);
    }

    @Override
    public void close() {
        compaction.close();
    }
}
