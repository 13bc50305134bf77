package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.engine.Appended;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Span;
import io.hubbub.engine.embedded.files.Promises;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Database;
import io.hubbub.engine.embedded.store.OpenMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stores that lack what was promised, and stores that only look as if they did. */
@Timeout(60)
class LostTest extends EmbeddedFixture {

    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;
    private static final int LAST_PART = 4;

    @Test
    void aLogThatIsCutBeginsNewEpochsAndSaysSo() throws Exception {
        fill(LOBBY, 200);
        fill(ELSEWHERE, 3);
        Span lobby = logs.span(LOBBY);
        String unwritten = logs.span(HALL).epoch();
        Path left = killed();
        Path wal = only(left.resolve("rooms"), ".log");
        byte[] whole = Files.readAllBytes(wal);
        cut(wal, whole.length / 10);
        restart(left);
        assertThat(store().lost())
                .contains(left.resolve("rooms").toString())
                .contains(wal.getFileName() + " ends at byte")
                .contains("of the " + whole.length + " that were told")
                .contains("rooms.damaged-1");
        Span now = logs.span(LOBBY);
        assertThat(now.epoch()).isNotEqualTo(lobby.epoch());
        assertThat(now.newest()).isBetween(1L, 199L);
        assertThat(bodies(LOBBY)).hasSize((int) now.newest());
        assertThat(logs.span(HALL).epoch()).isNotEqualTo(unwritten);
        assertThat(stored(append("next", LOBBY)).getFirst().epoch()).isEqualTo(now.epoch());
        assertThat(left.resolve("rooms.damaged-1").resolve(wal.getFileName()))
                .hasBinaryContent(Arrays.copyOf(whole, whole.length / 10));
        // The loss is reported once. From now on, the store promises what it holds.
        restart(left);
        assertThat(store().lost()).isNull();
        assertThat(logs.span(LOBBY).epoch()).isEqualTo(now.epoch());
        assertThat(bodies(LOBBY)).endsWith("next");
    }

    @Test
    void aStartThatEndsMidwayLeavesTheLossToTheNext() throws Exception {
        fill(LOBBY, 20);
        String epoch = logs.span(LOBBY).epoch();
        Path left = killed();
        Path rooms = left.resolve("rooms");
        cut(only(rooms, ".log"), 300);
        assertThat(Promises.read(rooms, bootId).inspect()).isNotNull();
        new Database(rooms, OpenMode.WRITE).close();
        restart(left);
        assertThat(store().lost()).contains(".log ends at byte 2");
        assertThat(logs.span(LOBBY).epoch()).isNotEqualTo(epoch);
        restart(left);
        assertThat(store().lost()).isNull();
    }

    @Test
    void aLogThatIsGoneOrEmptyIsMissed() throws Exception {
        fill(LOBBY, 20);
        String epoch = logs.span(LOBBY).epoch();
        Path gone = killed();
        Files.delete(only(gone.resolve("rooms"), ".log"));
        Path empty = killed();
        cut(only(empty.resolve("rooms"), ".log"), 0);
        for (Path left : List.of(gone, empty)) {
            restart(left);
            assertThat(store().lost()).contains(".log");
            assertThat(logs.span(LOBBY).epoch()).isNotEqualTo(epoch);
            assertThat(bodies(LOBBY)).isEmpty();
        }
    }

    @Test
    void aStoreThatWasClosedHasToHoldAllThatItPromised() throws Exception {
        fill(LOBBY, 20);
        String epoch = logs.span(LOBBY).epoch();
        logs.close();
        bootId = "boot 2";
        Path wal = only(logsDirectory(), ".log");
        cut(wal, Files.size(wal) / 2);
        restart(directory);
        assertThat(store().lost()).isNotNull();
        assertThat(logs.span(LOBBY).epoch()).isNotEqualTo(epoch);
    }

    @Test
    void anIdOfALostMessageIsForgotten() throws Exception {
        stored(append("kept", LOBBY, "alice", "1"));
        long size = Files.size(only(logsDirectory(), ".log"));
        stored(append("lost", LOBBY, "alice", "2"));
        Path left = killed();
        cut(only(left.resolve("rooms"), ".log"), size);
        restart(left);
        assertThat(store().lost()).isNotNull();
        assertThat(await(send(append("kept", LOBBY, "alice", "1"))))
                .isInstanceOf(Appended.Duplicate.class);
        assertThat(stored(append("lost", LOBBY, "alice", "2")).getFirst().offset()).isEqualTo(2);
        assertThat(bodies(LOBBY)).containsExactly("kept", "lost");
    }

    @Test
    void aLogWhoseTablesHoldMoreThanItsHeadSaysKeepsAllOfIt() throws Exception {
        fill(LOBBY, 20);
        // The messages are in a table. Their head is only in the log, which is cut.
        store().flushMessages();
        stored(append("m20", LOBBY, "alice", "1"));
        Path left = killed();
        Path rooms = left.resolve("rooms");
        Path older =
                files(rooms).stream()
                        .filter(file -> file.toString().endsWith(".log"))
                        .findFirst()
                        .orElseThrow();
        cut(only(rooms, ".log"), 0);
        restart(left);
        assertThat(store().lost()).contains(".log");
        assertThat(older).doesNotExist();
        assertThat(bodies(LOBBY)).hasSize(20);
        assertThat(stored(append("m20", LOBBY, "alice", "1")).getFirst().offset()).isEqualTo(21);
    }

    @Test
    void everyBitOfALengthInTheLastBlockIsMissed() throws Exception {
        fill(LOBBY, 12);
        String epoch = logs.span(LOBBY).epoch();
        Path left = killed();
        Path rooms = left.resolve("rooms");
        Path wal = only(rooms, ".log");
        byte[] whole = Files.readAllBytes(wal);
        List<Integer> records = records(whole);
        for (int record : List.of(records.get(records.size() / 2), records.getLast())) {
            for (int bit = 0; bit < 16; bit++) {
                Path copy = Files.createTempDirectory(directory, "flipped");
                copyTo(rooms, Files.createDirectories(copy.resolve("rooms")));
                byte[] flipped = whole.clone();
                flipped[record + 4 + bit / 8] ^= (byte) (1 << (bit % 8));
                Files.write(copy.resolve("rooms").resolve(wal.getFileName()), flipped);
                try {
                    restart(copy);
                    assertThat(store().lost()).as("bit %d of %d", bit, record).isNotNull();
                    assertThat(logs.span(LOBBY).epoch()).isNotEqualTo(epoch);
                } catch (UnusableStoreException e) {
                    assertThat(e).hasMessageContaining(copy.toString());
                }
            }
        }
    }

    @Test
    void aRecordOfAnotherTypeDoesNotHangTheStart() throws Exception {
        fill(LOBBY, 3);
        stored(append("x".repeat(3 * BLOCK), LOBBY));
        fill(LOBBY, 3);
        Path left = killed();
        Path wal = only(left.resolve("rooms"), ".log");
        byte[] bytes = Files.readAllBytes(wal);
        int last =
                records(bytes).stream()
                        .filter(record -> bytes[record + 6] == LAST_PART)
                        .findFirst()
                        .orElseThrow();
        bytes[last + 6] = 6;
        Files.write(wal, bytes);
        assertThatThrownBy(() -> open(left))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining(left.resolve("rooms").toString())
                .hasMessageContaining(wal.getFileName() + " cannot be read from byte");
    }

    @Test
    void aTornTailAfterTheMarkIsNoDamage() throws Exception {
        fill(LOBBY, 20);
        Span span = logs.span(LOBBY);
        Path left = killed();
        Path wal = only(left.resolve("rooms"), ".log");
        byte[] bytes = Files.readAllBytes(wal);
        int last = records(bytes).getLast();
        Files.write(
                wal, Arrays.copyOfRange(bytes, last, bytes.length - 10), StandardOpenOption.APPEND);
        restart(left);
        assertThat(store().lost()).isNull();
        assertThat(logs.span(LOBBY)).isEqualTo(span);
        assertThat(bodies(LOBBY)).hasSize(20);
        assertThat(left.resolve("rooms.damaged-1")).doesNotExist();
    }

    @Test
    void garbageAfterTheMarkIsSetAside() throws Exception {
        fill(LOBBY, 20);
        Span span = logs.span(LOBBY);
        Path left = killed();
        Path wal = only(left.resolve("rooms"), ".log");
        byte[] garbage = new byte[100];
        // The record is there as a whole, but its checksum is wrong.
        garbage[4] = 1;
        garbage[6] = 1;
        Files.write(wal, garbage, StandardOpenOption.APPEND);
        byte[] whole = Files.readAllBytes(wal);
        restart(left);
        assertThat(store().lost()).isNull();
        assertThat(logs.span(LOBBY)).isEqualTo(span);
        assertThat(left.resolve("rooms.damaged-1").resolve(wal.getFileName()))
                .hasBinaryContent(whole);
    }

    @Test
    void whereverTheListOfFilesIsCutTheStartIsRefused() throws Exception {
        fill(LOBBY, 50);
        store().flush();
        fill(LOBBY, 50);
        logs.close();
        Path manifest =
                files(logsDirectory()).stream()
                        .filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                        .findAny()
                        .orElseThrow();
        byte[] whole = Files.readAllBytes(manifest);
        List<Integer> ends = new ArrayList<>(records(whole));
        ends.add(whole.length - 1);
        for (int end : ends) {
            Files.write(manifest, Arrays.copyOf(whole, end));
            assertThatThrownBy(() -> open(directory))
                    .isInstanceOf(UnusableStoreException.class)
                    .hasMessageContaining(logsDirectory().toString())
                    .hasMessageContaining("can be read up to byte " + lastEnd(whole, end));
        }
        Files.write(manifest, whole);
        restart(directory);
        assertThat(bodies(LOBBY)).hasSize(100);
    }

    @Test
    void aHeadThatClaimsMoreThanThereIsStopsTheStart() {
        fill(LOBBY, 30);
        store().write(batch -> batch.delete(Family.MESSAGES, Keys.message(1, 12)));
        logs.close();
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(UnusableStoreException.class)
                .hasMessageContaining(logsDirectory().toString())
                .hasMessageContaining("chat/lobby holds the messages 1 to 30, and message 12 is");
    }

    @Test
    void oneCopyOfTheMarkIsEnough() throws Exception {
        fill(LOBBY, 20);
        Span span = logs.span(LOBBY);
        for (String copy : List.of("told-1", "told-2")) {
            Path left = killed();
            flip(left.resolve("rooms").resolve(copy), 20);
            restart(left);
            assertThat(store().lost()).isNull();
            assertThat(logs.span(LOBBY)).isEqualTo(span);
            Path cut = killed();
            Files.delete(cut.resolve("rooms").resolve(copy));
            cut(only(cut.resolve("rooms"), ".log"), 10);
            restart(cut);
            assertThat(store().lost()).isNotNull();
            logs.close();
            logs = open(left);
        }
    }

    @Test
    void aStoreThatLostItsMarkBeginsNewEpochs() throws Exception {
        fill(LOBBY, 20);
        Span span = logs.span(LOBBY);
        Path left = killed();
        Files.delete(left.resolve("rooms/told-1"));
        Files.delete(left.resolve("rooms/told-2"));
        restart(left);
        assertThat(store().lost()).contains("neither copy of its mark");
        assertThat(logs.span(LOBBY).epoch()).isNotEqualTo(span.epoch());
        assertThat(bodies(LOBBY)).hasSize(20);
    }

    @Test
    void aStoreOfAnOlderHubbubHasNoMark() throws Exception {
        fill(LOBBY, 20);
        Span span = logs.span(LOBBY);
        store().write(batch -> batch.delete(Family.META, Meta.MARKED));
        Path left = killed();
        Files.delete(left.resolve("rooms/told-1"));
        Files.delete(left.resolve("rooms/told-2"));
        restart(left);
        assertThat(store().lost()).isNull();
        assertThat(logs.span(LOBBY)).isEqualTo(span);
        assertThat(left.resolve("rooms/told-1")).exists();
    }

    @Test
    void whatAPowerCutMayTakeIsNotMissed() throws Exception {
        fill(LOBBY, 10);
        Span synced = logs.span(LOBBY);
        long size = Files.size(only(logsDirectory(), ".log"));
        retentions.put("news", new Retention(0, Duration.ZERO, false));
        fill(ELSEWHERE, 10);
        String epoch = logs.span(ELSEWHERE).epoch();
        Path left = killed();
        cut(only(left.resolve("rooms"), ".log"), size);
        bootId = "boot 2";
        restart(left);
        assertThat(store().lost()).isNull();
        assertThat(logs.span(LOBBY)).isEqualTo(synced);
        assertThat(bodies(ELSEWHERE)).isEmpty();
        assertThat(logs.span(ELSEWHERE).epoch()).isNotEqualTo(epoch);
    }

    @Test
    void whatAPowerCutMustNotTakeIsMissed() throws Exception {
        fill(LOBBY, 10);
        Span synced = logs.span(LOBBY);
        Path left = killed();
        Path wal = only(left.resolve("rooms"), ".log");
        cut(wal, Files.size(wal) - 5);
        bootId = "boot 2";
        restart(left);
        assertThat(store().lost()).isNotNull();
        assertThat(logs.span(LOBBY).epoch()).isNotEqualTo(synced.epoch());
    }

    private void restart(Path where) {
        logs.close();
        logs = open(where);
    }

    /** The bytes at which the records of a log or a list of files begin. */
    private static List<Integer> records(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> starts = new ArrayList<>();
        int at = 0;
        while (at + HEADER <= bytes.length) {
            starts.add(at);
            at += HEADER + Short.toUnsignedInt(buffer.getShort(at + 4));
            if (BLOCK - at % BLOCK < HEADER) {
                at += BLOCK - at % BLOCK;
            }
        }
        return starts;
    }

    private static int lastEnd(byte[] bytes, int end) {
        return records(bytes).stream().filter(start -> start <= end).reduce(0, (a, b) -> b);
    }

    private static void cut(Path file, long size) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) size));
    }

    private static void copyTo(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }
}
