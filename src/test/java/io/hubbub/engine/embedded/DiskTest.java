package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.From;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Span;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Disks that are full or fail, and disk space that trimming gives back. */
class DiskTest extends EmbeddedFixture {

    @Test
    void belowTheReserveMessagesAreRefusedAndAllElseGoesOn() {
        fill(LOBBY, 3);
        usableSpace.set(64 * MEGABYTE - 1);
        now.addAndGet(250);
        assertThat(store().trouble()).contains(directory.toString()).contains("63 MB left");
        assertRefused(await(send(append("x", LOBBY))));
        assertThat(bodies(LOBBY)).containsExactly("m0", "m1", "m2");
        logs.trim(LOBBY, 1);
        assertThat(bodies(LOBBY)).containsExactly("m1", "m2");
        usableSpace.set(64 * MEGABYTE);
        now.addAndGet(250);
        assertThat(store().trouble()).isNull();
        assertThat(stored(append("x", LOBBY)).getFirst().offset()).isEqualTo(4);
    }

    @Test
    void theDiskIsNotAskedForEveryMessage() {
        fill(LOBBY, 1);
        usableSpace.set(0);
        now.addAndGet(249);
        fill(LOBBY, 1);
        now.addAndGet(1);
        assertRefused(await(send(append("x", LOBBY))));
    }

    @Test
    void aWriteThatFailsKeepsNothing() {
        fill(LOBBY, 3);
        Span before = logs.span(LOBBY);
        commit =
                (db, options, batch) -> {
                    throw new RocksDBException("No space left on device");
                };
        assertRefused(await(send(append("x", List.of(LOBBY, HALL), "alice", "1"))));
        assertThat(store().trouble()).contains("No space left on device");
        assertThat(logs.span(LOBBY)).isEqualTo(before);
        assertThat(logs.span(HALL).newest()).isZero();
        assertThat(logs.rooms("chat")).hasSize(1);
        assertThat(bodies(LOBBY)).containsExactly("m0", "m1", "m2");
        assertRefused(await(send(append("y", LOBBY))));
    }

    @Test
    void messagesAreStoredAgainOnceTheDiskTakesThem() {
        commit =
                (db, options, batch) -> {
                    throw new RocksDBException("No space left on device");
                };
        assertRefused(await(send(append("x", LOBBY, "alice", "1"))));
        commit = RocksDB::write;
        awaitUntil(() -> store().trouble() == null);
        assertThat(stored(append("x", LOBBY, "alice", "1")).getFirst().offset()).isEqualTo(1);
        assertThat(bodies(LOBBY)).containsExactly("x");
    }

    @Test
    void aWriteThatFailedButReachedTheDiskIsTakenBack() {
        fill(LOBBY, 2);
        commit =
                (db, options, batch) -> {
                    db.write(options, batch);
                    commit =
                            (again, too, other) -> {
                                throw new RocksDBException("still no");
                            };
                    throw new RocksDBException("Input/output error");
                };
        assertRefused(await(send(append("ghost", List.of(LOBBY, HALL), "alice", "1"))));
        assertThat(bodies(LOBBY)).containsExactly("m0", "m1");
        commit = RocksDB::write;
        awaitUntil(() -> store().trouble() == null);
        fill(LOBBY, 1);
        reopen();
        assertThat(bodies(LOBBY)).containsExactly("m0", "m1", "m0");
        assertThat(bodies(HALL)).isEmpty();
        assertThat(logs.rooms("chat")).hasSize(1);
        assertThat(await(send(append("real", LOBBY, "alice", "1"))))
                .isInstanceOf(Appended.Stored.class);
    }

    @Test
    void allOfAGroupIsRefusedInOrder() {
        commit =
                (db, options, batch) -> {
                    throw new RocksDBException("Input/output error");
                };
        List<Integer> told = new ArrayList<>();
        CompletableFuture<Boolean> last = new CompletableFuture<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            logs.append(
                    append("m", LOBBY, "alice", "same"),
                    outcome -> {
                        assertRefused(outcome);
                        told.add(number);
                    });
        }
        logs.append(ephemeral("last", LOBBY), _ -> last.complete(true));
        await(last);
        assertThat(told).hasSize(100).isSorted();
    }

    @Test
    void closingInTroubleLosesNothing() {
        fill(LOBBY, 3);
        commit =
                (db, options, batch) -> {
                    throw new RocksDBException("Input/output error");
                };
        assertRefused(await(send(append("x", LOBBY))));
        logs.close();
        commit = RocksDB::write;
        logs = open(directory);
        assertThat(bodies(LOBBY)).containsExactly("m0", "m1", "m2");
    }

    @Test
    void trimmingGivesTheDiskBack() throws Exception {
        fillWithNoise(LOBBY, 40);
        fillWithNoise(HALL, 4);
        store().flush();
        assertThat(size()).isGreaterThan(40 * MEGABYTE);
        logs.trim(LOBBY, logs.span(LOBBY).newest());
        awaitUntil(() -> {
            store().sweep();
            return size() < 12 * MEGABYTE;
        });
        assertThat(logs.span(HALL).count()).isEqualTo(64);
        assertThat(logs.read(HALL, From.END, ALL, ALL).messages()).hasSize(64);
    }

    @Test
    void aRoomAtItsBoundTakesNoMoreDiskHoweverMuchIsWritten() throws Exception {
        retentions.put("chat", new Retention(64, Duration.ZERO, false));
        for (int i = 0; i < 10; i++) {
            fillWithNoise(LOBBY, 10);
            store().flush();
        }
        assertThat(logs.span(LOBBY).count()).isEqualTo(64);
        awaitUntil(() -> {
            store().sweep();
            return size() < 30 * MEGABYTE;
        });
        assertThat(logs.read(LOBBY, From.END, ALL, ALL).messages()).hasSize(64);
    }

    @Test
    void messagesThatAreTooOldLeaveTheDiskUnread() throws Exception {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), false));
        fillWithNoise(LOBBY, 40);
        store().flush();
        now.addAndGet(61_000);
        awaitUntil(() -> {
            store().sweep();
            return size() < 12 * MEGABYTE;
        });
        assertThat(logs.span(LOBBY).count()).isZero();
        assertThat(logs.span(LOBBY).newest()).isEqualTo(640);
    }

    /** Messages of 64 KB that compression does not make shorter. */
    private void fillWithNoise(RoomName room, int megabytes) {
        Random random = new Random(megabytes);
        CompletableFuture<Appended> last = new CompletableFuture<>();
        for (int i = 0; i < 16 * megabytes; i++) {
            byte[] body = new byte[64 * 1024];
            random.nextBytes(body);
            Message message = new Message("noise", null, Map.of(), body, null, null, 1);
            last = send(new Append(Routing.to(List.of(room)), message, false, null, null, null));
        }
        await(last);
    }

    private long size() throws IOException {
        long sum = 0;
        for (Path file : files(logsDirectory())) {
            // Zero for a file that was deleted after it was listed: the test waits for that.
            sum += file.toString().endsWith(".log") ? 0 : file.toFile().length();
        }
        return sum;
    }

    private static void assertRefused(Appended outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Appended.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code())
                                        .isEqualTo(ErrorCode.STORAGE_FULL));
    }
}
