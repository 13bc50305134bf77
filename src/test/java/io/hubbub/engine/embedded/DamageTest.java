package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.engine.From;
import io.hubbub.engine.embedded.files.DirectoryLock;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.Meta;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Stores that cannot be opened, and what they tell the operator. */
class DamageTest extends EmbeddedFixture {

    @Test
    void aDirectoryBelongsToOneHubbub() {
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining("Another Hubbub uses the directory " + directory)
                .hasMessageContaining("Stop it first");
        fill(LOBBY, 1);
        logs.close();
        logs = open(directory);
        assertThat(bodies(LOBBY)).containsExactly("m0");
    }

    @Test
    void anotherProcessIsKeptOutAsWell() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process other =
                new ProcessBuilder(
                                java.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Intruder.class.getName(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("Another Hubbub uses the directory");
    }

    /** The main method of another Hubbub process. */
    static final class Intruder {
        public static void main(String[] args) {
            DirectoryLock.take(Path.of(args[0])).close();
            throw new AssertionError("nobody was there");
        }
    }

    @Test
    void flippedBytesInCurrentAreFound() throws Exception {
        fill(LOBBY, 10);
        logs.close();
        flip(only(logsDirectory(), "CURRENT"), 3);
        refuses();
    }

    @Test
    void flippedBytesInTheManifestAreFound() throws Exception {
        fill(LOBBY, 10);
        logs.close();
        Path manifest =
                files(logsDirectory()).stream()
                        .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                        .findAny()
                        .orElseThrow();
        flip(manifest, Files.size(manifest) / 2);
        refuses();
    }

    @Test
    void flippedBytesInATableAreFound() throws Exception {
        String random = "x0123456789".repeat(20);
        for (int i = 0; i < 1_000; i++) {
            logs.append(append(random + i, LOBBY), outcome -> {});
        }
        reopen();
        store().flush();
        logs.close();
        List<Path> tables =
                files(logsDirectory()).stream()
                        .filter(file -> file.toString().endsWith(".sst"))
                        .toList();
        assertThat(tables).isNotEmpty();
        for (Path table : tables) {
            flip(table, 20);
        }
        refuses();
    }

    @Test
    void aTableThatIsGoneIsMissed() throws Exception {
        fill(LOBBY, 100);
        store().flush();
        logs.close();
        Files.delete(only(logsDirectory(), ".sst"));
        refuses();
    }

    @Test
    void aFlippedByteBeforeTheMarkDoesNotPassForATornTail() throws Exception {
        fill(LOBBY, 100);
        Path left = killed();
        Path wal = only(left.resolve("rooms"), ".log");
        flip(wal, Files.size(wal) / 2);
        assertThatThrownBy(() -> open(left))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void aDirectoryOfSomethingElseIsNotTakenForAnEmptyStore() throws Exception {
        logs.close();
        Path other = Files.createDirectories(directory.resolve("other/rooms"));
        Files.writeString(other.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> open(directory.resolve("other")))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining(other.toString());
        assertThat(files(other)).contains(other.resolve("notes.txt"));
    }

    @Test
    void aNewerFormatIsLeftAlone() {
        store().write(batch ->
                batch.put(Family.META, Meta.FORMAT, new byte[] {Meta.NEWEST_FORMAT + 1}));
        logs.close();
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("format " + (Meta.NEWEST_FORMAT + 1))
                .hasMessageContaining("Start the newer Hubbub");
    }

    @Test
    void aHeadThatCannotBeReadStopsTheStart() {
        fill(LOBBY, 1);
        store().write(batch -> batch.put(Family.HEADS, Keys.head(LOBBY), new byte[] {1, 2, 3}));
        logs.close();
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining("a head of chat/lobby that cannot be read");
    }

    @Test
    void aMessageThatCannotBeReadSaysSo() {
        fill(LOBBY, 1);
        store().write(batch -> batch.put(Family.MESSAGES, Keys.message(1, 1), new byte[] {9}));
        assertThatThrownBy(() -> logs.read(LOBBY, From.END, 1, ALL))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void aMessageThatIsMissingIsNotPassedOver() {
        fill(LOBBY, 3);
        store().write(batch -> batch.delete(Family.MESSAGES, Keys.message(1, 2)));
        assertThatThrownBy(() -> logs.read(LOBBY, From.END, 3, ALL))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("misses a message of chat/lobby");
    }

    @Test
    void anUnfinishedStoreIsBegunAnew() throws Exception {
        logs.close();
        Path half = directory.resolve("half");
        Files.createDirectories(half.resolve("rooms.new"));
        Files.writeString(half.resolve("rooms.new/MANIFEST-000001"), "half");
        logs = open(half);
        fill(LOBBY, 1);
        assertThat(bodies(LOBBY)).containsExactly("m0");
    }

    @Test
    void readingWhileTheStoreClosesEndsInAnException() throws Exception {
        fill(LOBBY, 200);
        CountDownLatch reading = new CountDownLatch(4);
        Thread closer =
                Thread.ofPlatform()
                        .start(() -> {
                            passes(reading);
                            logs.close();
                        });
        inThreads(
                4,
                reader ->
                        assertThatThrownBy(
                                        () -> {
                                            while (true) {
                                                logs.read(LOBBY, From.END, 100, ALL);
                                                reading.countDown();
                                            }
                                        })
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("closed"));
        closer.join();
    }

    private void refuses() throws Exception {
        List<Path> before = files(logsDirectory());
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining(logsDirectory().toString())
                .hasMessageContaining("is damaged")
                .hasMessageContaining("Restore the directory from a backup, or move it away");
        assertThat(files(logsDirectory()))
                .containsAll(
                        before.stream().filter(file -> file.toString().endsWith(".sst")).toList());
    }
}
