package io.hubbub.engine.embedded;

import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.Head.State;
import io.hubbub.engine.embedded.Seams.Space;
import io.hubbub.engine.embedded.Store.Batch;
import io.hubbub.engine.embedded.Store.Family;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.Range;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;

/**
 * Takes away what is kept no longer, in three steps: it can no longer be read, which is a number in
 * memory; it is deleted, a range at a time; and the disk is given back, once that is worth its
 * while.
 */
final class Trimmer implements AutoCloseable {

    /** Less than this is not worth the rewriting of what lies around it. */
    private static final long RECLAIM_BYTES = 8L << 20;

    private static final long RECLAIM_BYTES_WHERE_QUIET = 1L << 20;

    /** Nor is less than this part of the whole store. */
    private static final int RECLAIM_SHARE = 8;

    private final Store store;
    private final Heads heads;
    private final Function<String, Retention> retentions;
    private final LongSupplier epochMillis;
    private final Supplier<String> epochs;
    private final Space space;

    /** Up to which offset messages were deleted, by room id, since disk was last given back. */
    private final Map<Long, Long> deleted = new ConcurrentHashMap<>();

    /** Before which key ids were deleted since their disk was given back; null for none. */
    private volatile byte @Nullable [] clearedIds;

    private final CompactRangeOptions compaction =
            new CompactRangeOptions().setExclusiveManualCompaction(false);

    Trimmer(
            Store store,
            Heads heads,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs,
            Space space) {
        this.store = store;
        this.heads = heads;
        this.retentions = retentions;
        this.epochMillis = epochMillis;
        this.epochs = epochs;
        this.space = space;
    }

    /** Moves a log's oldest message on, past those that are too old. May wait for the disk. */
    void age(Head head) {
        Retention retention = retentions.apply(head.room.namespace());
        if (!retention.age().isPositive()) {
            return;
        }
        long since = epochMillis.getAsLong() - retention.age().toMillis();
        State state = head.state();
        if (state.isEmpty() || state.oldestMillis() >= since) {
            return;
        }
        // Moments never go back along a log, so that few have to be looked at.
        long low = state.oldest();
        long high = state.newest() + 1;
        long found = since;
        while (low < high) {
            long middle = (low + high) >>> 1;
            long millis = keptMillis(head, middle);
            if (millis < since) {
                low = middle + 1;
            } else {
                high = middle;
                found = millis;
            }
        }
        long oldest = low;
        long oldestMillis = found;
        head.update(seen -> seen.from(oldest, oldestMillis).notBefore(oldestMillis, oldest));
    }

    /** Of one that is deleted already, the beginning of time. */
    private long keptMillis(Head head, long offset) {
        byte[] value = store.get(Family.MESSAGES, Keys.message(head.id, offset));
        return value == null ? Long.MIN_VALUE : MessageCodec.keptMillis(value);
    }

    /** Deletes what can no longer be read. On the writer's thread. */
    void clear(Collection<Head> overfull) {
        // One that was removed meanwhile would come back by this.
        List<Head> due =
                overfull.stream()
                        .filter(heads::has)
                        .filter(head -> head.state().trimmed() > 0)
                        .toList();
        if (due.isEmpty()) {
            return;
        }
        List<State> states = due.stream().map(Head::state).toList();
        store.write(
                false,
                batch -> {
                    for (int i = 0; i < due.size(); i++) {
                        clear(due.get(i), states.get(i), batch);
                    }
                });
        for (int i = 0; i < due.size(); i++) {
            long oldest = states.get(i).oldest();
            due.get(i).update(state -> state.cleared(oldest));
            deleted.merge(due.get(i).id, oldest, Math::max);
        }
    }

    private void clear(Head head, State state, Batch batch) throws RocksDBException {
        batch.deleteRange(
                Family.MESSAGES,
                Keys.message(head.id, state.cleared()),
                Keys.message(head.id, state.oldest()));
        boolean synced = retentions.apply(head.room.namespace()).synced();
        Head.Row row = head.row(state.cleared(state.oldest()), synced);
        batch.put(Family.HEADS, Keys.head(head.room), row.encode());
    }

    /** Forgets logs that are empty and were not written to for long. On the writer's thread. */
    void forget(Collection<Head> candidates) {
        long now = epochMillis.getAsLong();
        // Looked at again here, where none of them is appended to meanwhile.
        List<Head> due =
                candidates.stream()
                        .filter(head ->
                                head.state()
                                        .isForgettable(
                                                retentions.apply(head.room.namespace()), now))
                        .toList();
        remove(due);
    }

    /** Removes logs, whatever they hold, in one step. On the writer's thread. */
    void remove(Collection<Head> candidates) {
        List<Head> due = candidates.stream().filter(heads::has).toList();
        if (due.isEmpty()) {
            return;
        }
        boolean renews = due.stream().anyMatch(head -> head.epoch.equals(heads.unwritten()));
        String unwritten = renews ? epochs.get() : heads.unwritten();
        due.forEach(Head::beginRemoval);
        try {
            erase(due, unwritten);
            heads.setUnwritten(unwritten);
            due.forEach(heads::remove);
            due.forEach(head -> deleted.put(head.id, Long.MAX_VALUE));
        } finally {
            due.forEach(Head::endRemoval);
        }
    }

    private void erase(List<Head> due, String unwritten) {
        store.write(
                true,
                batch -> {
                    for (Head head : due) {
                        batch.delete(Family.HEADS, Keys.head(head.room));
                        batch.deleteRange(
                                Family.MESSAGES,
                                Keys.message(head.id, 0),
                                Keys.message(head.id + 1, 0));
                    }
                    batch.put(
                            Family.META,
                            Keys.UNWRITTEN_EPOCH,
                            new Encoder(unwritten.length() + 1).text(unwritten).done());
                });
    }

    /** Gives back the disk that deleted messages take, where that is much. */
    void reclaim(boolean quiet) {
        reclaimIds();
        if (deleted.isEmpty()) {
            return;
        }
        long least = quiet ? RECLAIM_BYTES_WHERE_QUIET : RECLAIM_BYTES;
        Map<Long, Long> ranges = Map.copyOf(deleted);
        store.<Boolean>use(open -> {
            long whole = open.db.getAggregatedLongProperty("rocksdb.total-sst-files-size");
            if (size(open, ranges) >= Math.max(least, whole / RECLAIM_SHARE)) {
                reclaim(open, ranges);
                ranges.forEach(deleted::remove);
            }
            return true;
        });
    }

    /** All ids before this key are deleted, or will be in a moment. */
    void idsCleared(byte[] end) {
        clearedIds = end;
    }

    /** Ids leave in the order that they came in, so that mostly whole files go. */
    private void reclaimIds() {
        byte[] end = clearedIds;
        if (end == null) {
            return;
        }
        store.<Boolean>use(open -> {
            try (Slice from = new Slice(Keys.idsFrom(0));
                    Slice to = new Slice(end)) {
                long[] sizes =
                        open.db.getApproximateSizes(
                                open.handle(Family.IDS),
                                List.of(new Range(from, to)),
                                SizeApproximationFlag.INCLUDE_FILES);
                if (sizes[0] >= RECLAIM_BYTES_WHERE_QUIET && !space.isShort()) {
                    open.db.compactRange(open.handle(Family.IDS), Keys.idsFrom(0), end, compaction);
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
                    open.db.getApproximateSizes(
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
        // Files of which nothing is left go at once; the others are written anew without it, which
        // takes space before it gives any.
        open.db.deleteFilesInRanges(open.handle(Family.MESSAGES), ends, false);
        if (space.isShort()) {
            return;
        }
        open.db.compactRange(
                open.handle(Family.MESSAGES),
                Keys.message(first, 0),
                Keys.message(last + 1, 0),
                compaction);
    }

    /** Ends a {@link #reclaim} that is under way, which else may take minutes. */
    void cancel() {
        compaction.setCanceled(true);
    }

    @Override
    public void close() {
        compaction.close();
    }
}
