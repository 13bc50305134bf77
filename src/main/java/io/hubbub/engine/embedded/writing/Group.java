package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.HeadRow;
import io.hubbub.engine.embedded.rows.IdRow;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.engine.embedded.rows.MessageCodec;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Batch;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Messages that are committed together. Nobody sees them before {@link #publish}. The senders' ids
 * are the exception: they are remembered at once, and forgotten again by {@link #withdraw} where
 * the commit fails. The writer's.
 */
final class Group {

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Write(byte[] key, byte[] value) {}

    private final Heads heads;
    private final RecentIds ids;
    private final Environment environment;
    private final LongSupplier roomIds;
    private final long nowMillis;

    private final Map<RoomName, Staged> staged = new HashMap<>();
    private final List<Write> messages = new ArrayList<>();
    private final List<Write> idRows = new ArrayList<>();
    private final List<IdRow> newIds = new ArrayList<>();

    /** Whether one of the namespaces wants each message to survive a power cut. */
    private boolean synced;

    /** The format that the store has to have for these messages. */
    private int format = Meta.WITH_MAKERS;

    /** The id of the newest room that this group makes; 0 for none. */
    private long lastRoomId;

    /**
     * @param roomIds gives each number once
     */
    Group(Heads heads, RecentIds ids, Environment environment, LongSupplier roomIds) {
        this.heads = heads;
        this.ids = ids;
        this.environment = environment;
        this.roomIds = roomIds;
        nowMillis = environment.nowMillis();
    }

    /** Adds a message, and returns its outcome for the case that the group is committed. */
    Appended add(Append append, byte[] value) {
        String id = append.id();
        Position earlier = id == null ? null : find(append.message(), append.namespace(), id);
        if (earlier != null) {
            return new Appended.Duplicate(earlier);
        }
        Maker writer = append.maker();
        List<Staged> logs = append.rooms().stream().map(room -> stage(room, writer)).toList();
        long millis = nowMillis;
        for (Staged log : logs) {
            millis = Math.max(millis, log.state.writtenMillis());
        }
        MessageCodec.setKeptMillis(value, millis);
        format = Math.max(format, MessageCodec.format(value));
        List<Position> positions = new ArrayList<>(logs.size());
        for (Staged log : logs) {
            log.state = log.state.appended(value.length, millis, log.retention);
            if (!log.state.shared() && isAnother(writer, log.head.maker())) {
                log.state = log.state.sharedByNow();
            }
            long offset = log.state.newest();
            positions.add(new Position(log.head.epoch(), offset));
            messages.add(new Write(Keys.message(log.head.id(), offset), value));
            synced |= log.retention.synced();
        }
        if (id != null) {
            remember(IdRow.of(append, id, positions.getFirst()), logs.getFirst().head.id());
        }
        return new Appended.Stored(positions);
    }

    private void remember(IdRow row, long roomId) {
        row.rememberIn(ids, nowMillis);
        newIds.add(row);
        byte[] key = Keys.id(nowMillis, roomId, row.position().offset());
        idRows.add(new Write(key, row.encode()));
    }

    private @Nullable Position find(Message message, String namespace, String id) {
        return ids.find(namespace, message.from(), id, nowMillis);
    }

    private static boolean isAnother(@Nullable Maker writer, @Nullable Maker maker) {
        return writer != null && (maker == null || writer.user() != maker.user());
    }

    private Staged stage(RoomName room, @Nullable Maker maker) {
        return staged.computeIfAbsent(
                room,
                name -> {
                    Retention retention = environment.retention(room.namespace());
                    Head head = heads.find(room);
                    if (head != null) {
                        return new Staged(head, retention, false);
                    }
                    lastRoomId = roomIds.getAsLong();
                    Head fresh =
                            new Head(
                                    room, lastRoomId, heads.unwritten(), maker, LogState.UNWRITTEN);
                    return new Staged(fresh, retention, true);
                });
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Whether a message of the group has to survive a power cut before its outcome is told. */
    boolean isSynced() {
        return synced;
    }

    void addTo(Batch batch) throws RocksDBException {
        for (Write row : messages) {
            batch.put(Family.MESSAGES, row.key, row.value);
        }
        for (Write row : idRows) {
            batch.put(Family.IDS, row.key, row.value);
        }
        for (Staged log : staged.values()) {
            HeadRow row = log.head.row(log.state, log.retention.synced());
            batch.put(Family.HEADS, Keys.head(log.head.room()), row.encode());
        }
        if (format > Meta.WITH_MAKERS) {
            batch.put(Family.META, Meta.FORMAT, new byte[] {(byte) format});
        }
        if (lastRoomId > 0) {
            batch.put(Family.META, Meta.NEXT_ROOM, Meta.roomId(lastRoomId + 1));
        }
    }

    /**
     * Lets everybody see the group, after it was committed.
     *
     * @return the logs of which so much is trimmed that it is worth deleting
     */
    List<Head> publish() {
        List<Head> overfull = new ArrayList<>();
        for (Staged log : staged.values()) {
            // A reader may have moved the oldest message on meanwhile.
            log.head.update(seen -> log.state.from(seen.oldest(), seen.oldestMillis()));
            if (log.fresh) {
                heads.add(log.head);
            }
            if (log.isOverfull()) {
                overfull.add(log.head);
            }
        }
        return overfull;
    }

    /** Forgets the senders' ids, after the commit failed: the messages may be sent again. */
    void withdraw() {
        newIds.forEach(row -> row.forgetIn(ids));
    }

    /**
     * Removes what a failed commit may have left on the disk. Without this, a message could be
     * found at the next start although its sender was told that it is not kept.
     */
    void eraseFrom(Batch batch) throws RocksDBException {
        for (Staged log : staged.values()) {
            Head head = log.head;
            LogState state = head.state();
            batch.deleteRange(
                    Family.MESSAGES,
                    Keys.message(head.id(), state.newest() + 1),
                    Keys.message(head.id() + 1, 0));
            if (log.fresh) {
                batch.delete(Family.HEADS, Keys.head(head.room()));
            } else {
                HeadRow row = head.row(state, log.retention.synced());
                batch.put(Family.HEADS, Keys.head(head.room()), row.encode());
            }
        }
        for (Write row : idRows) {
            batch.delete(Family.IDS, row.key);
        }
    }
}
