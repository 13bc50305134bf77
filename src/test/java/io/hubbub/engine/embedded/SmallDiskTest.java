package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.From;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsFixture;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.RoomName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real file systems that fill up and then have space again. Needs to run as root. */
class SmallDiskTest extends RoomLogsFixture {

    private static final int MEGABYTE = 1 << 20;

    @TempDir Path disk;

    @Override
    public RoomLogs open() throws Exception {
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=48m,nr_inodes=120", "tmpfs", disk));
        return new EmbeddedRoomLogs(
                new StoreSettings(disk, WINDOW, 1_000, MEGABYTE, StoreSettings.QUEUE_BYTES),
                this::retention,
                System::currentTimeMillis,
                this::newEpoch,
                work -> work);
    }

    @AfterEach
    void unmount() throws Exception {
        if (logs != null) {
            logs.close();
        }
        run("umount", disk);
    }

    @Test
    void withoutInodesReadingGoesOn() throws Exception {
        fill(LOBBY, 100);
        List<Path> fillers = new ArrayList<>();
        takeInodes(fillers);
        assertThat(stillFlushes()).isFalse();
        staysReadable();
        for (Path filler : fillers) {
            Files.delete(filler);
        }
        isWellAgain();
    }

    @Test
    void withoutABytesReadingGoesOn() throws Exception {
        fill(LOBBY, 100);
        List<Path> fillers = new ArrayList<>();
        // RocksDB reserves space for its logs, and a flush gives it back. So this fills it again.
        do {
            Path filler = disk.resolve("filler-" + fillers.size());
            fillers.add(filler);
            takeBytes(filler);
        } while (stillFlushes());
        staysReadable();
        for (Path filler : fillers) {
            Files.delete(filler);
        }
        isWellAgain();
    }

    @Test
    void aDiskThatFillsUpUnderLoadStaysReadable() throws Exception {
        fill(LOBBY, 100);
        Path filler = disk.resolve("filler");
        Files.write(filler, new byte[12 * MEGABYTE]);
        Random random = new Random(1);
        int kept = 0;
        while (send(noise(random, HALL)).orTimeout(60, TimeUnit.SECONDS).join()
                instanceof Appended.Stored) {
            kept++;
        }
        assertThat(kept).isGreaterThan(100);
        staysReadable();
        assertThat(logs.read(HALL, From.END, ALL, ALL).messages()).hasSize(kept);
        logs.close();
        Files.delete(filler);
        logs = reopened();
        assertThat(bodies(LOBBY)).hasSize(100);
        assertThat(logs.read(HALL, From.END, ALL, ALL).messages()).hasSize(kept);
    }

    @Test
    void aDirectoryThatCannotBeWrittenStaysReadable() throws Exception {
        fill(LOBBY, 100);
        Path rooms = disk.resolve("rooms");
        assumeTrue(run("chattr", "+i", rooms), "this kernel's tmpfs knows no immutable directory");
        try {
            assertThat(stillFlushes()).isFalse();
            staysReadable();
        } finally {
            run("chattr", "-i", rooms);
        }
        isWellAgain();
    }

    private RoomLogs reopened() throws IOException {
        return new EmbeddedRoomLogs(
                new StoreSettings(disk, WINDOW, 1_000, MEGABYTE, StoreSettings.QUEUE_BYTES),
                this::retention,
                System::currentTimeMillis,
                this::newEpoch,
                work -> work);
    }

    /** RocksDB stops writing once it cannot move what it holds in memory into tables. */
    private boolean stillFlushes() {
        if (!(await(send(append("in memory", HALL))) instanceof Appended.Stored)) {
            return false;
        }
        try {
            ((EmbeddedRoomLogs) logs).flush();
            return true;
        } catch (UncheckedIOException e) {
            awaitUntil(() -> send(append("x", LOBBY)).join() instanceof Appended.Refused);
            return false;
        }
    }

    /** Reads during several rounds of recovery. Each used to close the store for readers. */
    private void staysReadable() {
        EmbeddedRoomLogs store = (EmbeddedRoomLogs) logs;
        for (int round = 0; round < 5; round++) {
            store.sweep();
            awaitUntil(store::isIdle);
            assertThat(bodies(LOBBY)).hasSize(100).endsWith("m99");
            assertThat(await(send(append("x", LOBBY))))
                    .isInstanceOfSatisfying(
                            Appended.Refused.class,
                            refused ->
                                    assertThat(refused.refusal().code())
                                            .isEqualTo(ErrorCode.STORAGE_FULL));
        }
        assertThat(store.trouble()).contains("cannot be stored");
    }

    private void isWellAgain() {
        awaitUntil(() -> ((EmbeddedRoomLogs) logs).trouble() == null);
        assertThat(stored(append("after", LOBBY)).getFirst().offset()).isEqualTo(101);
        assertThat(bodies(LOBBY)).hasSize(101);
    }

    private static Append noise(Random random, RoomName room) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append((char) (' ' + random.nextInt(90)));
        }
        return append(text.toString(), room);
    }

    private void takeInodes(List<Path> fillers) {
        try {
            for (int i = 0; ; i++) {
                Path filler = disk.resolve("filler-" + i);
                Files.createFile(filler);
                fillers.add(filler);
            }
        } catch (IOException e) {
            assertThat(fillers).isNotEmpty();
        }
    }

    private static void takeBytes(Path filler) {
        byte[] block = new byte[4_096];
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(filler).exists();
        }
    }

    private static boolean run(Object... command) throws Exception {
        String[] words = new String[command.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = command[i].toString();
        }
        Process process;
        try {
            process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return false;
        }
        return process.waitFor() == 0;
    }
}
