package io.hubbub.engine.embedded.opening;

import io.hubbub.engine.embedded.files.Promises;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.files.Watchdog;
import io.hubbub.engine.embedded.store.Database;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.OpenMode;
import io.hubbub.engine.embedded.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes RocksDB open a store, or tells the operator why it does not. */
final class DatabaseOpening {

    /** A store up to this size is read from end to end before it is used, which takes seconds. */
    private static final long VERIFIED_BYTES = 1L << 30;

    /** How long opening a small store may take: the operator is told within a minute. */
    private static final int PATIENCE_SECONDS = 45;

    /** How fast a store is read at least. Every real disk is faster. */
    private static final long BYTES_PER_SECOND = 20L << 20;

    private static final Logger log = LoggerFactory.getLogger(DatabaseOpening.class);

    private final Path directory;
    private final Environment environment;

    DatabaseOpening(Path directory, Environment environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Loads the part of RocksDB that is not Java.
     *
     * @throws UnusableStoreException where this machine cannot run it
     */
    static void loadLibrary() {
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

    /** Makes an empty store where there is none, and reads what the last process promised. */
    Promises read() {
        try {
            new NewStore(directory, environment).createIfMissing();
            return Promises.read(directory, environment.machine().bootId().get());
        } catch (IOException e) {
            throw unusable(e);
        } catch (RocksDBException e) {
            throw refused(e);
        }
    }

    /** Opens the database, and checks its checksums where the store is small. */
    Store open(Promises promises) {
        try {
            long seconds = PATIENCE_SECONDS + sizeToRead() / BYTES_PER_SECOND;
            return Watchdog.within(seconds, () -> openAndVerify(promises));
        } catch (IOException e) {
            throw unusable(e);
        } catch (TimeoutException e) {
            throw UnusableStoreException.damaged(
                    directory,
                    "RocksDB hangs while it opens the store, which some kinds of damage cause",
                    e);
        }
    }

    private Store openAndVerify(Promises promises) {
        try {
            Database database = new Database(directory, OpenMode.WRITE);
            Store store = new Store(directory, database, environment.machine().commit(), promises);
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

    /** Tells a full or forbidden disk from a damaged store. */
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
                            "The store in {} takes {} MB. It is checked only as it is read",
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
}
