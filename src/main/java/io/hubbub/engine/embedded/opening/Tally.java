package io.hubbub.engine.embedded.opening;

import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.engine.embedded.store.Database;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Compares what the heads say with the messages that the store holds. */
final class Tally {

    /**
     * At most so many messages are counted, which takes a second or two. Beyond that only the first
     * and the last message of each room are looked for.
     */
    private static final long COUNTED = 2_000_000;

    private static final long READ_AHEAD_BYTES = 2L << 20;

    private final Store store;
    private final Heads heads;

    Tally(Store store, Heads heads) {
        this.store = store;
        this.heads = heads;
    }

    /** Names a message that a room should hold and lacks; null where none was found. */
    @Nullable String missing() {
        Map<Long, Head> byId = new HashMap<>();
        heads.forEach(head -> byId.put(head.id(), head));
        String missing = store.<@Nullable String>use(open -> missingEnd(open, byId));
        return missing != null ? missing : store.<@Nullable String>use(open -> gap(open, byId));
    }

    private static @Nullable String missingEnd(Database open, Map<Long, Head> byId)
            throws RocksDBException {
        for (Head head : byId.values()) {
            LogState state = head.state();
            if (!state.isEmpty()) {
                for (long offset : new long[] {state.newest(), state.oldest()}) {
                    byte[] key = Keys.message(head.id(), offset);
                    if (open.db().get(open.handle(Family.MESSAGES), key) == null) {
                        return lacks(head, offset);
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable String gap(Database open, Map<Long, Head> byId)
            throws RocksDBException {
        try (ReadOptions options =
                        new ReadOptions().setFillCache(false).setReadaheadSize(READ_AHEAD_BYTES);
                RocksIterator rows = open.db().newIterator(open.handle(Family.MESSAGES), options)) {
            long left = COUNTED;
            Head head = null;
            long expected = 0;
            for (rows.seekToFirst(); rows.isValid() && left > 0; rows.next()) {
                byte[] key = rows.key();
                long id = Keys.roomId(key);
                long offset = Keys.offset(key);
                left--;
                if (head == null || head.id() != id) {
                    head = byId.get(id);
                    expected = head == null ? 0 : head.state().oldest();
                }
                if (head == null || offset < expected || offset > head.state().newest()) {
                    continue;
                }
                if (offset > expected) {
                    return lacks(head, expected);
                }
                expected++;
            }
            rows.status();
            return null;
        }
    }

    private static String lacks(Head head, long offset) {
        LogState state = head.state();
        return head.room()
                + " holds the messages "
                + state.oldest()
                + " to "
                + state.newest()
                + ", and message "
                + offset
                + " is missing";
    }

    /**
     * What a log really holds, where its head may be wrong: its newest messages that follow each
     * other without a hole.
     */
    static LogState found(Store store, long roomId, LogState state) {
        return store.use(open -> {
            long oldest = state.newest() + 1;
            long newest = state.newest();
            long bytes = 0;
            try (RocksIterator rows = open.db().newIterator(open.handle(Family.MESSAGES))) {
                for (rows.seek(Keys.message(roomId, state.oldest()));
                        rows.isValid() && Keys.roomId(rows.key()) == roomId;
                        rows.next()) {
                    long offset = Keys.offset(rows.key());
                    if (bytes == 0 || offset != newest + 1) {
                        oldest = offset;
                        bytes = 0;
                    }
                    newest = offset;
                    bytes += rows.value().length;
                }
                rows.status();
            }
            return new LogState(
                    oldest,
                    newest,
                    Math.min(state.cleared(), oldest),
                    bytes,
                    state.writtenMillis(),
                    state.oldestMillis(),
                    state.shared());
        });
    }

    /** The greatest room id of any message; 0 where there is no message. */
    static long greatestRoomId(Store store) {
        return store.<Long>use(open -> {
            try (RocksIterator rows = open.db().newIterator(open.handle(Family.MESSAGES))) {
                rows.seekToLast();
                rows.status();
                return rows.isValid() ? Keys.roomId(rows.key()) : 0L;
            }
        });
    }
}
