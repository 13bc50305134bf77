package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.engine.From;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RemovalContract;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.rows.OldRows;
import io.hubbub.engine.embedded.store.Commit;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Machine;
import io.hubbub.message.Position;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

class EmbeddedRemovalTest extends RemovalContract {

    @TempDir Path directory;

    private volatile Commit commit = RocksDB::write;

    @Override
    protected RoomLogs open() {
        return open(directory);
    }

    private EmbeddedRoomLogs open(Path where) {
        StoreSettings settings = new StoreSettings(where);
        return new EmbeddedRoomLogs(
                settings,
                new Environment(
                        this::retention,
                        clock(),
                        this::newEpoch,
                        work -> work,
                        new Machine(
                                () -> Long.MAX_VALUE,
                                () -> "boot",
                                (db, options, batch) -> commit.write(db, options, batch))));
    }

    private EmbeddedRoomLogs store() {
        return (EmbeddedRoomLogs) logs;
    }

    /** Goes on with what a process leaves that is killed now. */
    private void killAndReopen() throws IOException {
        Path copy = Files.createTempDirectory(directory, "killed");
        Files.createDirectories(copy.resolve("rooms"));
        for (Path file : EmbeddedFixture.files(directory.resolve("rooms"))) {
            Files.copy(file, copy.resolve("rooms").resolve(file.getFileName()));
        }
        logs.close();
        logs = open(copy);
    }

    @Test
    void aRemovalSurvivesAKillAndTheEpochStaysAnother() throws IOException {
        Position gone = stored(append("a", LOBBY)).getFirst();
        fill(HALL, 2);
        logs.remove(List.of(LOBBY), _ -> true);
        String epoch = logs.span(LOBBY).epoch();

        killAndReopen();

        assertThat(logs.span(LOBBY)).isEqualTo(new Span(epoch, 1, 0));
        assertThat(epoch).isNotEqualTo(gone.epoch());
        assertThat(bodies(HALL)).hasSize(2);
        assertThat(stored(append("b", LOBBY))).containsExactly(new Position(epoch, 1));
        assertThat(bodies(LOBBY)).containsExactly("b");
    }

    @Test
    void whoMadeARoomAndWhetherItIsSharedSurvivesAKill() throws IOException {
        Maker ada = Maker.of("ada", "192.0.2.1");
        stored(by(ada, "a", LOBBY, HALL));
        stored(by(Maker.of("grace", "192.0.2.1"), "b", HALL));
        stored(append("c", ELSEWHERE));

        killAndReopen();

        assertThat(kept(LOBBY).maker()).isEqualTo(ada);
        assertThat(kept(LOBBY).shared()).isFalse();
        assertThat(kept(HALL).shared()).isTrue();
        assertThat(kept(ELSEWHERE).maker()).isNull();
    }

    @Test
    void whatIsStillToBeClearedDoesNotBringARemovedRoomBack() throws IOException {
        fill(LOBBY, 100);
        logs.remove(
                List.of(LOBBY),
                _ -> {
                    // It comes to the writer when the room is gone.
                    var unused = store().trimLater(LOBBY, 50);
                    return true;
                });
        awaitUntil(store()::isIdle);

        killAndReopen();

        assertThat(logs.rooms("chat")).isEmpty();
        assertThat(logs.span(LOBBY).newest()).isZero();
    }

    @Test
    void aRemovalThatCannotBeWrittenLeavesEverythingAsItWas() {
        fill(LOBBY, 3);
        Span before = logs.span(LOBBY);
        AtomicBoolean broken = new AtomicBoolean(true);
        commit =
                (db, options, batch) -> {
                    if (broken.get()) {
                        throw new RocksDBException(
                                "the disk is on fire", new Status(Status.Code.IOError, null, ""));
                    }
                    db.write(options, batch);
                };

        assertThatThrownBy(() -> logs.remove(List.of(LOBBY), _ -> true))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is on fire");

        assertThat(logs.span(LOBBY)).isEqualTo(before);
        assertThat(logs.read(LOBBY, new From.After(0), 10, ALL).messages()).hasSize(3);
        broken.set(false);
        assertThat(logs.remove(List.of(LOBBY), _ -> true)).containsExactly(LOBBY);
        assertThat(bodies(LOBBY)).isEmpty();
    }

    @Test
    void aStoreOfTheFirstFormatOpensAndItsRoomsHaveAMakerWhomNobodyKnows() {
        fill(LOBBY, 3);
        String epoch = logs.span(LOBBY).epoch();
        byte[] old = OldRows.headOfFormat1(1, epoch, 3, now.get());
        store().write(batch -> {
            batch.put(Family.HEADS, Keys.head(LOBBY), old);
            batch.put(Family.META, Meta.FORMAT, new byte[] {1});
        });

        logs.close();
        logs = open(directory);

        assertThat(logs.span(LOBBY)).isEqualTo(new Span(epoch, 1, 3));
        assertThat(bodies(LOBBY)).hasSize(3);
        assertThat(kept(LOBBY).maker()).isEqualTo(Maker.UNKNOWN);
        assertThat(kept(LOBBY).shared()).isFalse();
        assertThat(stored(append("m", LOBBY))).containsExactly(new Position(epoch, 4));

        logs.close();
        logs = open(directory);
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(epoch, 1, 4));
    }
}
