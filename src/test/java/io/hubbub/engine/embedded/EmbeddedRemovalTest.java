package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.engine.From;
import io.hubbub.engine.Maker;
import io.hubbub.engine.Span;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.rows.OldRows;
import io.hubbub.message.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** How removals survive kills and failing disks. */
class EmbeddedRemovalTest extends EmbeddedFixture {

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
        assertThat(logs.rooms("chat").madeBy(ada.user())).isEqualTo(2);
    }

    @Test
    void whatIsStillToBeClearedDoesNotBringARemovedRoomBack() throws IOException {
        fill(LOBBY, 100);
        logs.remove(
                List.of(LOBBY),
                _ -> {
                    // The writer gets to it after the room is removed.
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
