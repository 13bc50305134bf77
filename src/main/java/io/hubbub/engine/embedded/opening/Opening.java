package io.hubbub.engine.embedded.opening;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.embedded.files.Lost;
import io.hubbub.engine.embedded.files.Told;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.files.Watchdog;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.IdRow;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Database;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.OpenMode;
import io.hubbub.engine.embedded.store.Store;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Opens a store and checks it, or says what keeps it from being used. */
public final class Opening {

    /** The newest version of rows that this Hubbub knows. It refuses a store with newer ones. */
    public static final int FORMAT = 2;

    /** A store up to this size is read from end to end before it is used, which takes seconds. */
    private static final long VERIFIED_BYTES = 1L << 30;

    /** How long opening a small store may take: the operator is told within a minute. */
    private static final int PATIENCE_SECONDS = 45;

    /** Slower than any disk that a store of some size is on. */
    private static final long BYTES_PER_SECOND = 20L << 20;

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
        loadLibrary();
        Told told = read();
        Lost lost = told.inspect();
        Store store = openStore(told);
        try {
            checkFormat(store);
            lost = lost == null ? missed(store, told) : lost;
            LoadedHeads loaded = LoadedHeads.load(directory, store, environment, lost != null);
            Heads heads = loaded.heads();
            if (lost == null) {
                String missing = new Tally(store, heads).missing();
                if (missing != null) {
                    throw UnusableStoreException.damaged(directory, missing, null);
                }
            }
            long nextRoomId = loaded.nextRoomId(store);
            begin(store, loaded, lost == null ? List.of() : idsWithoutMessage(store));
            told.settled();
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
    private static @Nullable Lost missed(Store store, Told told) {
        long found = store.lastWrite();
        if (found < told.requiredSequence()) {
            return new Lost(
                    "write "
                            + told.requiredSequence()
                            + " was told, and the last that is found is "
                            + found,
                    null);
        }
        boolean marked = store.get(Family.META, Meta.MARKED) != null;
        return told.isUnreadable() || (marked && told.isAbsent())
                ? new Lost("neither copy of its mark of what was told can be read", null)
                : null;
    }

    private String report(Lost lost, Heads heads) {
        int[] rooms = {0};
        heads.forEach(_ -> rooms[0]++);
        String report =
                "The store in "
                        + directory.toAbsolutePath()
                        + " may lack messages of which somebody was told that they are kept: "
                        + lost.found()
                        + ". All rooms begin a new epoch, "
                        + rooms[0]
                        + " of them with messages that are there"
                        + (lost.aside() == null
                                ? ""
                                : "; the log as it was found is in "
                                        + lost.aside().toAbsolutePath());
        log.error(report);
        return report;
    }

    private static void loadLibrary() {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | LinkageError e) {
            throw new UnusableStoreException(
                    "The native library of RocksDB cannot be loaded on "
                            + System.getProperty("os.name")
                            + ", "
                            + System.getProperty("os.arch")
                            + ": "
                            + e.getMessage()
                            + ". It needs libstdc++ (on Alpine: apk add libstdc++), and a"
                            + " temporary directory from which programs may run"
                            + " (-Djava.io.tmpdir)",
                    e);
        }
    }

    private Told read() {
        try {
            new NewStore(directory, environment).createIfMissing();
            return Told.read(directory, bootId());
        } catch (IOException e) {
            throw unusable(e);
        } catch (RocksDBException e) {
            throw refused(e);
        }
    }

    private Store openStore(Told told) {
        try {
            long seconds = PATIENCE_SECONDS + sizeToRead() / BYTES_PER_SECOND;
            return Watchdog.within(seconds, () -> openAndVerify(told));
        } catch (IOException e) {
            throw unusable(e);
        } catch (TimeoutException e) {
            throw UnusableStoreException.damaged(
                    directory,
                    "RocksDB did not come to an end with opening it, which it never does with some"
                            + " damages",
                    e);
        }
    }

    private Store openAndVerify(Told told) {
        try {
            Database database = new Database(directory, OpenMode.WRITE);
            Store store = new Store(directory, database, environment.machine().commit(), told);
            verify(store);
            return store;
        } catch (RocksDBException e) {
            throw refused(e);
        }
    }

    /** About how many bytes have to be read before the store is open. */
    private long sizeToRead() throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
        }
        return Math.min(sum, VERIFIED_BYTES);
    }

    private UnusableStoreException unusable(IOException e) {
        return new UnusableStoreException(
                "The directory " + directory.toAbsolutePath() + " cannot be used: " + e, e);
    }

    private UnusableStoreException refused(RocksDBException e) {
        String found = String.valueOf(e.getMessage());
        Status status = e.getStatus();
        boolean denied =
                found.contains("No space left")
                        || found.contains("Permission denied")
                        || found.contains("Read-only file system")
                        || (status != null && status.getSubCode() == Status.SubCode.NoSpace);
        return denied
                ? new UnusableStoreException(
                        "The store in "
                                + directory.toAbsolutePath()
                                + " cannot be opened: "
                                + found
                                + ". Make space on its disk, or let Hubbub's user write there;"
                                + " no message was removed",
                        e)
                : UnusableStoreException.damaged(directory, found, e);
    }

    private void verify(Store store) {
        try {
            store.<Boolean>use(open -> {
                long size = open.db().getAggregatedLongProperty("rocksdb.total-sst-files-size");
                if (size <= VERIFIED_BYTES) {
                    open.db().verifyChecksum();
                } else {
                    log.info(
                            "The store in {} takes {} MB: checked as it is read",
                            directory,
                            size >> 20);
                }
                return true;
            });
        } catch (UncheckedIOException e) {
            store.close();
            throw UnusableStoreException.damaged(directory, String.valueOf(e.getMessage()), e);
        }
    }

    private void checkFormat(Store store) {
        byte[] format = store.get(Family.META, Meta.FORMAT);
        if (format == null || format.length != 1 || format[0] < 1) {
            throw UnusableStoreException.damaged(
                    directory, "it does not say which format it has", null);
        }
        if (format[0] > FORMAT) {
            throw new UnusableStoreException(
                    "The store in "
                            + directory.toAbsolutePath()
                            + " has format "
                            + format[0]
                            + ", and this Hubbub knows none above "
                            + FORMAT
                            + ". Start the newer Hubbub that wrote it, or move the directory away"
                            + " to begin with an empty one; no message was removed",
                    null);
        }
    }

    /** Writes what is new at this start, in one step: half of it would pass for all. */
    private void begin(Store store, LoadedHeads loaded, List<byte[]> lostIds) {
        store.write(
                true,
                batch -> {
                    // From here on the store holds rows that an older Hubbub cannot read.
                    batch.put(Family.META, Meta.FORMAT, new byte[] {FORMAT});
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
