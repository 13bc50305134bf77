package io.hubbub.engine.embedded;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.Group.Ids;
import io.hubbub.engine.embedded.Head.State;
import io.hubbub.engine.embedded.Store.Family;
import io.hubbub.engine.embedded.files.Lost;
import io.hubbub.engine.embedded.files.Told;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.files.Watchdog;
import io.hubbub.message.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a store comes to be open, or says why it does not. */
final class Opening {

    /** What the store's values look like. A newer one is not for this Hubbub. */
    static final int FORMAT = 2;

    /** A store up to this size is read from end to end before it is used: that takes seconds. */
    private static final long VERIFIED_BYTES = 1L << 30;

    /** For opening a store that is small: whoever starts it is told within a minute. */
    private static final int PATIENCE_SECONDS = 45;

    /** Slower than any disk that a store of some size is on. */
    private static final long BYTES_PER_SECOND = 20L << 20;

    private static final Logger log = LoggerFactory.getLogger(Opening.class);

    private final Path directory;
    private final Function<String, Retention> retentions;
    private final Supplier<String> epochs;
    private final Seams seams;

    Opening(
            Path directory,
            Function<String, Retention> retentions,
            Supplier<String> epochs,
            Seams seams) {
        this.directory = directory;
        this.retentions = retentions;
        this.epochs = epochs;
        this.seams = seams;
    }

    /**
     * A store as it was found.
     *
     * @param nextRoomId no room has it, nor a greater one
     * @param lost what is missing of what was told; null for nothing
     */
    record Found(Store store, Heads heads, long nextRoomId, @Nullable String lost) {}

    Found open(RecentIds ids, long idsFromMillis) {
        loadLibrary();
        Told told = read();
        Lost lost = told.inspect();
        Store store = openStore(told);
        try {
            checkFormat(store);
            lost = lost == null ? missed(store, told) : lost;
            boolean sure = lost == null && endedSurely(store);
            Renewal renewal = loadHeads(store, sure, lost != null);
            Heads heads = renewal.heads;
            if (lost == null) {
                String missing = new Tally(store, heads).missing();
                if (missing != null) {
                    throw UnusableStoreException.damaged(directory, missing, null);
                }
            }
            long nextRoomId = nextRoomId(store, heads);
            List<byte[]> lostIds = lost == null ? List.of() : Ids.lost(store);
            begin(store, renewal, lostIds);
            told.settled();
            Ids.load(store, ids, idsFromMillis);
            return new Found(store, heads, nextRoomId, lost == null ? null : report(lost, heads));
        } catch (UncheckedIOException | UnusableStoreException e) {
            store.close();
            throw e instanceof UnusableStoreException unusable
                    ? unusable
                    : UnusableStoreException.damaged(directory, String.valueOf(e.getMessage()), e);
        }
    }

    /** What the files as such do not show. */
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
        boolean marked = store.get(Family.META, Keys.MARKED) != null;
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
            if (isNew()) {
                create();
            }
            return Told.read(directory, seams.bootId().get());
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
            Database database = new Database(directory, Database.Use.WRITE);
            Store store = new Store(directory, database, seams.commit(), told);
            verify(store);
            return store;
        } catch (RocksDBException e) {
            throw refused(e);
        }
    }

    /** About what has to be read before the store is open. */
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

    private boolean isNew() throws IOException {
        if (!Files.exists(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    /**
     * Beside its place and moved there whole: whoever is killed meanwhile leaves no half a store.
     */
    private void create() throws IOException, RocksDBException {
        Path unfinished = directory.resolveSibling(directory.getFileName() + ".new");
        deleteTree(unfinished);
        Files.createDirectories(unfinished);
        Database database = new Database(unfinished, Database.Use.CREATE);
        Told told = Told.read(unfinished, seams.bootId().get());
        try (Store store = new Store(unfinished, database, RocksDB::write, told)) {
            byte[] epoch = text(epochs.get());
            store.write(
                    true,
                    batch -> {
                        batch.put(Family.META, Keys.FORMAT, new byte[] {FORMAT});
                        batch.put(Family.META, Keys.UNWRITTEN_EPOCH, epoch);
                        batch.put(Family.META, Keys.MARKED, new byte[0]);
                        batch.put(Family.META, Keys.CLEAN, new byte[0]);
                    });
            told.seal();
        }
        Files.deleteIfExists(directory);
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path directory, @Nullable IOException e) throws IOException {
                        Files.delete(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void verify(Store store) {
        try {
            store.<Boolean>use(open -> {
                long size = open.db.getAggregatedLongProperty("rocksdb.total-sst-files-size");
                if (size <= VERIFIED_BYTES) {
                    open.db.verifyChecksum();
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
        byte[] format = store.get(Family.META, Keys.FORMAT);
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

    /** Whether all that anybody saw is here: a process that dies loses nothing, a power cut may. */
    private boolean endedSurely(Store store) {
        if (store.get(Family.META, Keys.CLEAN) != null) {
            return true;
        }
        byte[] then = store.get(Family.META, Keys.BOOT_ID);
        String now = seams.bootId().get();
        return then != null
                && !now.isEmpty()
                && now.equals(new String(then, StandardCharsets.UTF_8));
    }

    /** The heads, and those of them that are not on the disk as they are here. */
    private record Renewal(Heads heads, List<Head> renewed) {}

    private Renewal loadHeads(Store store, boolean sure, boolean lost) {
        byte[] unwritten = store.get(Family.META, Keys.UNWRITTEN_EPOCH);
        if (unwritten == null) {
            throw UnusableStoreException.damaged(directory, "it has no epoch", null);
        }
        // A log whose first messages are lost must not have the epoch that those had.
        Heads heads = new Heads(sure ? new Decoder("an epoch", unwritten).text() : epochs.get());
        List<Head> renewed = new ArrayList<>();
        store.scan(
                Family.HEADS,
                new byte[0],
                (key, value) -> {
                    RoomName room = Keys.room(key);
                    Head.Row row = Head.Row.decode(room, value);
                    boolean synced = row.synced() && retentions.apply(room.namespace()).synced();
                    boolean kept = sure || (synced && !lost);
                    String epoch = kept ? row.epoch() : epochs.get();
                    State state = lost ? Tally.found(store, row.id(), row.state()) : row.state();
                    Head head = new Head(room, row.id(), epoch, row.maker(), state);
                    heads.add(head);
                    if (!kept) {
                        renewed.add(head);
                    }
                });
        if (!sure && !lost) {
            log.warn(
                    "The machine went down while Hubbub ran: {} rooms that do not sync each message"
                            + " begin a new epoch, as they may have lost their last ones",
                    renewed.size());
        }
        return new Renewal(heads, renewed);
    }

    private static long nextRoomId(Store store, Heads heads) {
        byte[] next = store.get(Family.META, Keys.NEXT_ROOM);
        long[] least = {next == null ? 1 : new Decoder("a room's number", next).fixed()};
        heads.forEach(head -> least[0] = Math.max(least[0], head.id + 1));
        // Messages of a room whose head is lost must not become another's.
        return Math.max(least[0], Tally.greatestRoomId(store) + 1);
    }

    /** In one step, as half of it would be taken for all. */
    private void begin(Store store, Renewal renewal, List<byte[]> lostIds) {
        String bootId = seams.bootId().get();
        store.write(
                true,
                batch -> {
                    // From here on it holds what an older Hubbub cannot read.
                    batch.put(Family.META, Keys.FORMAT, new byte[] {FORMAT});
                    for (Head head : renewal.renewed) {
                        boolean synced = retentions.apply(head.room.namespace()).synced();
                        batch.put(
                                Family.HEADS,
                                Keys.head(head.room),
                                head.row(head.state(), synced).encode());
                    }
                    for (byte[] id : lostIds) {
                        batch.delete(Family.IDS, id);
                    }
                    batch.delete(Family.META, Keys.CLEAN);
                    batch.put(Family.META, Keys.MARKED, new byte[0]);
                    batch.put(Family.META, Keys.BOOT_ID, bootId.getBytes(StandardCharsets.UTF_8));
                    batch.put(Family.META, Keys.UNWRITTEN_EPOCH, text(renewal.heads.unwritten()));
                });
    }

    private static byte[] text(String text) {
        return new Encoder(text.length() + 1).text(text).done();
    }
}
