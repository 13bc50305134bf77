package io.hubbub.engine.embedded.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a disk takes what RocksDB needs to open a store: a few new files, and as much
 * space as its logs have, because RocksDB turns them into tables.
 */
public final class Probe {

    /** Enough for a log, a list of files, options, a table of each family, and a few more. */
    private static final int FILES = 16;

    private static final int FILE_BYTES = 4_096;
    private static final long MARGIN_BYTES = 1L << 20;

    private Probe() {}

    /**
     * What keeps the store from being opened, in words; null for nothing.
     *
     * @param usable bytes that the disk has left
     */
    public static @Nullable String obstacle(Path directory, long usable) {
        List<Path> probes = new ArrayList<>();
        try {
            long needed = MARGIN_BYTES;
            for (long number : FileNames.logs(directory)) {
                needed += Files.size(FileNames.log(directory, number));
            }
            if (usable < needed) {
                return "its disk has "
                        + (usable >> 10)
                        + " KB left, and opening the store again needs "
                        + (needed >> 10);
            }
            for (int i = 0; i < FILES; i++) {
                Path probe = directory.resolve("probe-" + i);
                probes.add(probe);
                write(probe);
            }
            return null;
        } catch (IOException e) {
            return "its directory cannot be written: " + e.getMessage();
        } finally {
            probes.forEach(Probe::delete);
        }
    }

    private static void write(Path probe) throws IOException {
        try (FileChannel channel =
                FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void delete(Path probe) {
        try {
            Files.deleteIfExists(probe);
        } catch (IOException e) {
            // The next probe overwrites the file.
        }
    }
}
