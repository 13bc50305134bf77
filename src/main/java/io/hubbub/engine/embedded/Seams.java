package io.hubbub.engine.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Where the engine meets the machine, so that a test can be a machine in trouble.
 *
 * @param usableSpace bytes that the store's disk has left
 * @param bootId changes whenever the machine starts; empty where that cannot be known
 */
record Seams(LongSupplier usableSpace, Supplier<String> bootId, Commit commit) {

    /** Writes a batch, whole or not at all. */
    @FunctionalInterface
    interface Commit {
        void write(RocksDB db, WriteOptions options, WriteBatch batch) throws RocksDBException;
    }

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    static Seams of(StoreSettings settings) {
        return new Seams(() -> usable(settings.directory()), Seams::readBootId, RocksDB::write);
    }

    private static long usable(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String readBootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether the disk has room left, asked seldom enough to be asked for each group. */
    static final class Space {

        /** An answer is as good as a new one for so long. */
        private static final long FRESH_MILLIS = 250;

        private final LongSupplier usable;
        private final LongSupplier epochMillis;
        private final long reserve;

        // Guarded by this.
        private boolean asked;
        private long askedMillis;
        private long left;

        Space(LongSupplier usable, LongSupplier epochMillis, long reserve) {
            this.usable = usable;
            this.epochMillis = epochMillis;
            this.reserve = reserve;
        }

        synchronized boolean isShort() {
            long now = epochMillis.getAsLong();
            if (!asked || Math.abs(now - askedMillis) >= FRESH_MILLIS) {
                asked = true;
                askedMillis = now;
                left = ask();
            }
            return left < reserve;
        }

        /** A disk that does not say is written to: that tells. */
        private long ask() {
            try {
                return usable.getAsLong();
            } catch (UncheckedIOException e) {
                return Long.MAX_VALUE;
            }
        }

        /** What is left this moment. */
        synchronized long left() {
            return ask();
        }

        synchronized String text() {
            return "its disk has "
                    + (left >> 20)
                    + " MB left, and "
                    + (reserve >> 20)
                    + " MB of that are kept in reserve";
        }
    }
}
