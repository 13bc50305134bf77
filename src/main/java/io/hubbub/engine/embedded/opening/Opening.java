package io.hubbub.engine.embedded.opening;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.embedded.files.Lost;
import io.hubbub.engine.embedded.files.Promises;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.IdRow;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a store and checks it, or says what keeps it from being used. */
public final class Opening {

    private static final Logger log = LoggerFactory.getLogger(Opening.class);

    private final Path directory;
    private final Environment environment;

    public Opening(Path directory, Environment environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Opens the store, or makes an empty one where the directory is empty.
     *
     * @param ids gets the senders' ids of messages that are not older than {@code idsFromMillis}
     * @throws UnusableStoreException where a person has to look
     */
    public OpenStore open(RecentIds ids, long idsFromMillis) {
        DatabaseOpening.loadLibrary();
        DatabaseOpening database = new DatabaseOpening(directory, environment);
        Promises promises = database.read();
        Lost lost = promises.inspect();
        Store store = database.open(promises);
        try {
            int format = checkedFormat(store);
            lost = lost == null ? missed(store, promises) : lost;
            LoadedHeads loaded = LoadedHeads.load(directory, store, environment, lost != null);
            Heads heads = loaded.heads();
            if (lost == null) {
                String missing = new Tally(store, heads).missing();
                if (missing != null) {
                    throw UnusableStoreException.damaged(directory, missing, null);
                }
            }
            long nextRoomId = loaded.nextRoomId(store);
            begin(store, format, loaded, lost == null ? List.of() : idsWithoutMessage(store));
            promises.settled();
            store.scan(
                    Family.IDS,
                    Keys.idsFrom(idsFromMillis),
                    (key, value) -> IdRow.decode(value).rememberIn(ids, Keys.idMillis(key)));
            return new OpenStore(
                    store, heads, nextRoomId, lost == null ? null : report(lost, heads));
        } catch (UncheckedIOException | UnusableStoreException e) {
            store.close();
            throw e instanceof UnusableStoreException unusable
                    ? unusable
                    : UnusableStoreException.damaged(directory, String.valueOf(e.getMessage()), e);
        }
    }

    /** The keys of ids whose messages are lost: their senders may send them again. */
    private static List<byte[]> idsWithoutMessage(Store store) {
        List<byte[]> keys = new ArrayList<>();
        store.scan(
                Family.IDS,
                new byte[0],
                (key, value) -> {
                    if (store.get(Family.MESSAGES, Keys.messageOf(key)) == null) {
                        keys.add(key);
                    }
                });
        return keys;
    }

    /** Finds a loss that the files alone do not show. Null where there is none. */
    private static @Nullable Lost missed(Store store, Promises promises) {
        long found = store.lastWrite();
        if (found < promises.requiredSequence()) {
            return new Lost(
                    "write "
                            + promises.requiredSequence()
                            + " was promised, and the last one that is found is "
                            + found,
                    null);
        }
        boolean marked = store.get(Family.META, Meta.MARKED) != null;
        return promises.isUnreadable() || (marked && promises.isAbsent())
                ? new Lost("neither copy of its mark of what was told can be read", null)
                : null;
    }

    private String report(Lost lost, Heads heads) {
        int[] rooms = {0};
        heads.forEach(_ -> rooms[0]++);
        String report =
                "The store in "
                        + directory.toAbsolutePath()
                        + " may lack messages although somebody was told that they are kept: "
                        + lost.found()
                        + ". All rooms begin a new epoch; "
                        + rooms[0]
                        + " of them still have messages"
                        + (lost.aside() == null
                                ? ""
                                : "; the log as it was found is in "
                                        + lost.aside().toAbsolutePath());
        log.error(report);
        return report;
    }

    private int checkedFormat(Store store) {
        byte[] format = store.get(Family.META, Meta.FORMAT);
        if (format == null || format.length != 1 || format[0] < 1) {
            throw UnusableStoreException.damaged(
                    directory, "it does not say which format it has", null);
        }
        if (format[0] > Meta.NEWEST_FORMAT) {
            throw new UnusableStoreException(
                    "The store in "
                            + directory.toAbsolutePath()
                            + " has format "
                            + format[0]
                            + ", and this Hubbub knows none above "
                            + Meta.NEWEST_FORMAT
                            + ". Start the newer Hubbub that wrote it, or move the directory away"
                            + " to begin with an empty one; no message was removed",
                    null);
        }
        return format[0];
    }

    /** Writes what is new at this start, in one step, so that a kill leaves all or nothing. */
    private void begin(Store store, int format, LoadedHeads loaded, List<byte[]> lostIds) {
        store.write(
                true,
                batch -> {
                    // From now on the store may hold rows that an older Hubbub cannot read.
                    int next = Math.max(format, Meta.WITH_MAKERS);
                    batch.put(Family.META, Meta.FORMAT, new byte[] {(byte) next});
                    for (Head head : loaded.renewed()) {
                        boolean synced = environment.retention(head.room().namespace()).synced();
                        batch.put(
                                Family.HEADS,
                                Keys.head(head.room()),
                                head.row(head.state(), synced).encode());
                    }
                    for (byte[] id : lostIds) {
                        batch.delete(Family.IDS, id);
                    }
                    byte[] bootId = bootId().getBytes(StandardCharsets.UTF_8);
                    batch.delete(Family.META, Meta.CLEAN);
                    batch.put(Family.META, Meta.MARKED, new byte[0]);
                    batch.put(Family.META, Meta.BOOT_ID, bootId);
                    batch.put(
                            Family.META,
                            Meta.UNWRITTEN_EPOCH,
                            Meta.epoch(loaded.heads().unwritten()));
                });
    }

    private String bootId() {
        return environment.machine().bootId().get();
    }
}
