package io.hubbub.engine.embedded;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.Group.Ids;
import io.hubbub.engine.embedded.Store.Family;
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
     */
    record Found(Store store, Heads heads, long nextRoomId) {}

    Found open(RecentIds ids, long idsFromMillis) {
        loadLibrary();
        Store store = openStore();
        try {
            checkFormat(store);
            boolean sure = endedSurely(store);
            Heads heads = loadHeads(store, sure);
            long nextRoomId = nextRoomId(store, heads);
            Ids.load(store, ids, idsFromMillis);
            begin(store, heads);
            return new Found(store, heads, nextRoomId);
        } catch (UncheckedIOException | UnusableStoreException e) {
            store.close();
            throw e instanceof UnusableStoreException unusable
                    ? unusable
                    : corrupted(String.valueOf(e.getMessage()), e);
        }
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

    private Store openStore() {
        try {
            if (isNew()) {
                create();
            }
            Database database = new Database(directory, false);
            Store store = new Store(directory, database, seams.commit());
            verify(store);
            return store;
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "The directory " + directory.toAbsolutePath() + " cannot be used: " + e, e);
        } catch (RocksDBException e) {
            String found = String.valueOf(e.getMessage());
            Status status = e.getStatus();
            boolean denied =
                    found.contains("No space left")
                            || found.contains("Permission denied")
                            || found.contains("Read-only file system")
                            || (status != null && status.getSubCode() == Status.SubCode.NoSpace);
            throw denied
                    ? new UnusableStoreException(
                            "The store in "
                                    + directory.toAbsolutePath()
                                    + " cannot be opened: "
                                    + found
                                    + ". Make space on its disk, or let Hubbub's user write there;"
                                    + " no message was removed",
                            e)
                    : corrupted(found, e);
        }
    }

    private UnusableStoreException corrupted(String found, Exception cause) {
        return new UnusableStoreException(
                "The store in "
                        + directory.toAbsolutePath()
                        + " is damaged: "
                        + found
                        + ". Restore the directory from a backup, or move it away to begin with an"
                        + " empty one; no message was removed",
                cause);
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
        try (Store store = new Store(unfinished, new Database(unfinished, true), RocksDB::write)) {
            byte[] epoch = text(epochs.get());
            store.write(
                    true,
                    batch -> {
                        batch.put(Family.META, Keys.FORMAT, new byte[] {FORMAT});
                        batch.put(Family.META, Keys.UNWRITTEN_EPOCH, epoch);
                        batch.put(Family.META, Keys.CLEAN, new byte[0]);
                    });
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
            throw corrupted(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkFormat(Store store) {
        byte[] format = store.get(Family.META, Keys.FORMAT);
        if (format == null || format.length != 1 || format[0] < 1) {
            throw corrupted("it does not say which format it has", new IOException("no format"));
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

    private Heads loadHeads(Store store, boolean sure) {
        byte[] unwritten = store.get(Family.META, Keys.UNWRITTEN_EPOCH);
        if (unwritten == null) {
            throw corrupted("it has no epoch", new IOException("no epoch"));
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
                    boolean kept =
                            sure || (row.synced() && retentions.apply(room.namespace()).synced());
                    String epoch = kept ? row.epoch() : epochs.get();
                    Head head = new Head(room, row.id(), epoch, row.maker(), row.state());
                    heads.add(head);
                    if (!kept) {
                        renewed.add(head);
                    }
                });
        if (!sure) {
            log.warn(
                    "The machine went down while Hubbub ran: {} rooms that do not sync each message"
                            + " begin a new epoch, as they may have lost their last ones",
                    renewed.size());
            store.write(
                    true,
                    batch -> {
                        for (Head head : renewed) {
                            batch.put(
                                    Family.HEADS,
                                    Keys.head(head.room),
                                    head.row(head.state(), false).encode());
                        }
                    });
        }
        return heads;
    }

    private static long nextRoomId(Store store, Heads heads) {
        byte[] next = store.get(Family.META, Keys.NEXT_ROOM);
        long[] least = {next == null ? 1 : new Decoder("a room's number", next).fixed()};
        heads.forEach(head -> least[0] = Math.max(least[0], head.id + 1));
        return least[0];
    }

    private void begin(Store store, Heads heads) {
        String bootId = seams.bootId().get();
        store.write(
                true,
                batch -> {
                    // From here on it holds what an older Hubbub cannot read.
                    batch.put(Family.META, Keys.FORMAT, new byte[] {FORMAT});
                    batch.delete(Family.META, Keys.CLEAN);
                    batch.put(Family.META, Keys.BOOT_ID, bootId.getBytes(StandardCharsets.UTF_8));
                    batch.put(Family.META, Keys.UNWRITTEN_EPOCH, text(heads.unwritten()));
                });
    }

    private static byte[] text(String text) {
        return new Encoder(text.length() + 1).text(text).done();
    }
}
