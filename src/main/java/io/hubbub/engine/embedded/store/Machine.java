package io.hubbub.engine.embedded.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.rocksdb.RocksDB;

/**
 * What the engine asks of the machine. A test gives one that is in trouble.
 *
 * @param usableSpace how many bytes the store's disk has left
 * @param bootId changes whenever the machine starts; empty where that cannot be known
 * @param commit writes to the database
 */
public record Machine(LongSupplier usableSpace, Supplier<String> bootId, Commit commit) {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** This machine, and the disk that holds the directory. */
    public static Machine of(Path directory) {
        return new Machine(() -> usable(directory), Machine::readBootId, RocksDB::write);
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
}
