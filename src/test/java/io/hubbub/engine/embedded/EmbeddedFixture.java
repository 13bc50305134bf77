package io.hubbub.engine.embedded;

import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsFixture;
import io.hubbub.engine.embedded.store.Commit;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;

/** A store on a machine that does what a test says. */
abstract class EmbeddedFixture extends RoomLogsFixture {

    static final long MEGABYTE = 1L << 20;

    final AtomicLong usableSpace = new AtomicLong(Long.MAX_VALUE);
    volatile String bootId = "boot 1";
    volatile Commit commit = RocksDB::write;

    @Override
    public RoomLogs open() {
        return open(directory);
    }

    final EmbeddedRoomLogs open(Path where) {
        return new EmbeddedRoomLogs(
                new StoreSettings(where, WINDOW, 1_000, 64 * MEGABYTE, StoreSettings.QUEUE_BYTES),
                new Environment(
                        this::retention,
                        clock(),
                        this::newEpoch,
                        work -> work,
                        new Machine(
                                usableSpace::get,
                                () -> bootId,
                                (db, options, batch) -> commit.write(db, options, batch))));
    }

    final EmbeddedRoomLogs store() {
        return (EmbeddedRoomLogs) logs;
    }

    final void reopen() {
        logs.close();
        logs = open(directory);
    }

    /** Opens the store as a process leaves it that is killed now. */
    final void killAndReopen() throws IOException {
        Path left = killed();
        logs.close();
        logs = open(left);
    }

    /** Copies what the disk holds while the store is open, as a killed process leaves it. */
    final Path killed() throws IOException {
        Path copy = Files.createTempDirectory(directory, "killed");
        Files.createDirectories(copy.resolve("rooms"));
        for (Path file : files(logsDirectory())) {
            Files.copy(file, copy.resolve("rooms").resolve(file.getFileName()));
        }
        return copy;
    }

    Path logsDirectory() {
        return directory.resolve("rooms");
    }

    static List<Path> files(Path rooms) throws IOException {
        try (Stream<Path> files = Files.list(rooms)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static Path only(Path rooms, String ending) throws IOException {
        return files(rooms).stream()
                .filter(file -> file.getFileName().toString().endsWith(ending))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x55;
        Files.write(file, bytes);
    }
}
