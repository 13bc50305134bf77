package io.hubbub.engine.embedded;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.Head.State;
import io.hubbub.engine.embedded.Store.Batch;
import io.hubbub.engine.embedded.Store.Family;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Messages that are committed together. Nobody sees anything of it before it is {@link #publish
 * published}, but for the ids, which are taken back where it fails. The writer's.
 */
final class Group {

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Write(byte[] key, byte[] value) {}

    /** A log as it will be. */
    private static final class Staged {
        final Head head;
        final Retention retention;
        final boolean fresh;
        State state;

        Staged(Head head, Retention retention, boolean fresh) {
            this.head = head;
            this.retention = retention;
            this.fresh = fresh;
            state = head.state();
        }
    }

    private final Heads heads;
    private final RecentIds ids;
    private final Function<String, Retention> retentions;
    private final LongSupplier roomIds;
    private final long nowMillis;

    private final Map<RoomName, Staged> staged = new HashMap<>();
    private final List<Write> messages = new ArrayList<>();
    private final List<Write> idRows = new ArrayList<>();
    private final List<Ids.Row> newIds = new ArrayList<>();
    private boolean synced;
    private long lastRoomId;

    /**
     * @param roomIds gives each number once
     */
    Group(
            Heads heads,
            RecentIds ids,
            Function<String, Retention> retentions,
            LongSupplier roomIds,
            long nowMillis) {
        this.heads = heads;
        this.ids = ids;
        this.retentions = retentions;
        this.roomIds = roomIds;
        this.nowMillis = nowMillis;
    }

    /** What becomes of the message where the group is committed. */
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
        List<Position> positions = new ArrayList<>(logs.size());
        for (Staged log : logs) {
            log.state = log.state.appended(value.length, millis, log.retention);
            if (!log.state.shared() && isAnother(writer, log.head.maker)) {
                log.state = log.state.sharedByNow();
            }
            long offset = log.state.newest();
            positions.add(new Position(log.head.epoch, offset));
            messages.add(new Write(Keys.message(log.head.id, offset), value));
            synced |= log.retention.synced();
        }
        if (id != null) {
            Ids.Row row = Ids.Row.of(append, id, positions.getFirst());
            row.rememberIn(ids, nowMillis);
            newIds.add(row);
            byte[] key = Keys.id(nowMillis, logs.getFirst().head.id, positions.getFirst().offset());
            idRows.add(new Write(key, row.encode()));
        }
        return new Appended.Stored(positions);
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
                    Retention retention = retentions.apply(room.namespace());
                    Head head = heads.find(room);
                    if (head != null) {
                        return new Staged(head, retention, false);
                    }
                    lastRoomId = roomIds.getAsLong();
                    Head fresh =
                            new Head(room, lastRoomId, heads.unwritten(), maker, State.UNWRITTEN);
                    return new Staged(fresh, retention, true);
                });
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Whether somebody was promised that it survives a power cut. */
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
            Head.Row row = log.head.row(log.state, log.retention.synced());
            batch.put(Family.HEADS, Keys.head(log.head.room), row.encode());
        }
        if (lastRoomId > 0) {
            byte[] next = new Encoder(Long.BYTES).fixed(lastRoomId + 1).done();
            batch.put(Family.META, Keys.NEXT_ROOM, next);
        }
    }

    /**
     * It is committed: lets everybody see it.
     *
     * @return the logs that have messages to delete, more than their share
     */
    List<Head> publish() {
        List<Head> overfull = new ArrayList<>();
        for (Staged log : staged.values()) {
            // A reader may have moved the oldest one on meanwhile.
            log.head.update(seen -> log.state.from(seen.oldest(), seen.oldestMillis()));
            if (log.fresh) {
                heads.add(log.head);
            }
            if (log.head.state().trimmed() >= share(log.retention)) {
                overfull.add(log.head);
            }
        }
        return overfull;
    }

    /** So many deletions are worth one that RocksDB has to remember. */
    private static int share(Retention retention) {
        return Math.max(64, retention.size() / 16);
    }

    /** It is not committed: as if none of it had ever been sent. */
    void withdraw() {
        newIds.forEach(row -> row.forgetIn(ids));
    }

    /**
     * Removes what may have reached the disk all the same: a write that fails may yet be found
     * there when the store is opened again, after everybody was told that it is not kept.
     */
    void eraseFrom(Batch batch) throws RocksDBException {
        for (Staged log : staged.values()) {
            Head head = log.head;
            State state = head.state();
            batch.deleteRange(
                    Family.MESSAGES,
                    Keys.message(head.id, state.newest() + 1),
                    Keys.message(head.id + 1, 0));
            if (log.fresh) {
                batch.delete(Family.HEADS, Keys.head(head.room));
            } else {
                Head.Row row = head.row(state, log.retention.synced());
                batch.put(Family.HEADS, Keys.head(head.room), row.encode());
            }
        }
        for (Write row : idRows) {
            batch.delete(Family.IDS, row.key);
        }
    }

    /** How ids of senders are found again after a restart. */
    static final class Ids {

        private static final int VERSION = 1;
        private static final int EXPECTED = 96;

        private Ids() {}

        /** An id as the disk holds it; its key has the moment. */
        record Row(String namespace, @Nullable String user, String id, Position position) {

            static Row of(Append append, String id, Position position) {
                return new Row(append.namespace(), append.message().from(), id, position);
            }

            byte[] encode() {
                return new Encoder(EXPECTED)
                        .octet(VERSION)
                        .text(namespace)
                        .textOrNull(user)
                        .text(id)
                        .text(position.epoch())
                        .number(position.offset())
                        .done();
            }

            static Row decode(byte[] value) {
                Decoder decoder = new Decoder("an id", value);
                decoder.version(VERSION);
                Row row =
                        new Row(
                                decoder.text(),
                                decoder.textOrNull(),
                                decoder.text(),
                                new Position(decoder.text(), decoder.number()));
                decoder.end();
                return row;
            }

            void rememberIn(RecentIds ids, long millis) {
                ids.remember(namespace, user, id, position, millis);
            }

            void forgetIn(RecentIds ids) {
                ids.forget(namespace, user, id);
            }
        }

        /** The keys of ids whose messages are not there any more. */
        static List<byte[]> lost(Store store) {
            List<byte[]> lost = new ArrayList<>();
            store.scan(
                    Family.IDS,
                    new byte[0],
                    (key, value) -> {
                        if (store.get(Family.MESSAGES, Keys.messageOf(key)) == null) {
                            lost.add(key);
                        }
                    });
            return lost;
        }

        static void load(Store store, RecentIds ids, long fromMillis) {
            store.scan(
                    Family.IDS,
                    Keys.idsFrom(fromMillis),
                    (key, value) -> Row.decode(value).rememberIn(ids, Keys.idMillis(key)));
        }
    }
}
