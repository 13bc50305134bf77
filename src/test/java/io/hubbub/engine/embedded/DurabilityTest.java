package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Appended;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Span;
import io.hubbub.message.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What outlives the process, and what a power cut may take. */
class DurabilityTest extends EmbeddedFixture {

    private static final Retention SYNCED = new Retention(0, Duration.ZERO, true);
    private static final Retention UNSYNCED = new Retention(0, Duration.ZERO, false);

    @Test
    void everythingIsThereAfterARestart() {
        fill(LOBBY, 5);
        fill(ELSEWHERE, 3);
        logs.trim(LOBBY, 2);
        Span lobby = logs.span(LOBBY);
        String unwritten = logs.span(HALL).epoch();
        List<Kept> kept = List.copyOf(logs.rooms("chat"));
        reopen();
        assertThat(logs.span(LOBBY)).isEqualTo(lobby);
        assertThat(logs.span(HALL).epoch()).isEqualTo(unwritten);
        assertThat(logs.rooms("chat")).containsExactlyElementsOf(kept);
        assertThat(bodies(LOBBY)).containsExactly("m2", "m3", "m4");
        assertThat(bodies(ELSEWHERE)).containsExactly("m0", "m1", "m2");
        assertThat(stored(append("next", LOBBY))).containsExactly(new Position(lobby.epoch(), 6));
    }

    @ParameterizedTest(name = "synced: {0}")
    @ValueSource(booleans = {true, false})
    void whatWasToldIsThereAfterAKill(boolean synced) throws Exception {
        retentions.put("chat", synced ? SYNCED : UNSYNCED);
        fill(LOBBY, 500);
        Span span = logs.span(LOBBY);
        killAndReopen();
        assertThat(logs.span(LOBBY)).isEqualTo(span);
        assertThat(bodies(LOBBY)).hasSize(500).endsWith("m499");
    }

    @Test
    void whatWasTrimmedStaysTrimmedAfterAKill() throws Exception {
        fill(LOBBY, 10);
        logs.trim(LOBBY, 7);
        killAndReopen();
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(8);
        assertThat(bodies(LOBBY)).hasSize(3);
    }

    @Test
    void aRoomWhoseMessagesAreGoneKeepsItsNextOffset() throws Exception {
        fill(LOBBY, 10);
        logs.trim(LOBBY, 10);
        Span span = logs.span(LOBBY);
        killAndReopen();
        assertThat(logs.span(LOBBY)).isEqualTo(span);
        assertThat(stored(append("x", LOBBY)).getFirst().offset()).isEqualTo(11);
    }

    @Test
    void roomsThatCameAfterARestartHaveMessagesOfTheirOwn() {
        fill(LOBBY, 2);
        reopen();
        fill(HALL, 3);
        reopen();
        fill(ELSEWHERE, 4);
        assertThat(bodies(LOBBY)).hasSize(2);
        assertThat(bodies(HALL)).hasSize(3);
        assertThat(bodies(ELSEWHERE)).hasSize(4);
    }

    @Test
    void idsOutliveARestartAndAKillUntilTheirWindowIsOver() throws Exception {
        Position first = stored(append("a", LOBBY, "alice", "1")).getFirst();
        reopen();
        assertThat(await(send(append("a", LOBBY, "alice", "1"))))
                .isEqualTo(new Appended.Duplicate(first));
        Position server = stored(append("b", LOBBY, null, "1")).getFirst();
        Path left = killed();
        logs.close();
        logs = open(left);
        assertThat(await(send(append("b", LOBBY, null, "1"))))
                .isEqualTo(new Appended.Duplicate(server));
        now.addAndGet(WINDOW.toMillis() - 1);
        assertThat(await(send(append("a", LOBBY, "alice", "1"))))
                .isEqualTo(new Appended.Duplicate(first));
        now.addAndGet(1);
        assertThat(stored(append("a", LOBBY, "alice", "1")).getFirst().offset()).isEqualTo(3);
    }

    @Test
    void idsPastTheirWindowLeaveTheDisk() {
        for (int i = 0; i < 10; i++) {
            stored(append("m", LOBBY, "alice", "id" + i));
        }
        now.addAndGet(2 * WINDOW.toMillis());
        store().sweep();
        awaitUntil(() -> store().isIdle());
        now.addAndGet(-2 * WINDOW.toMillis());
        reopen();
        assertThat(await(send(append("m", LOBBY, "alice", "id3"))))
                .isInstanceOf(Appended.Stored.class);
    }

    @Test
    void aPowerCutEndsTheEpochsOfRoomsThatDoNotSync() throws Exception {
        retentions.put("news", UNSYNCED);
        fill(LOBBY, 3);
        fill(ELSEWHERE, 3);
        Span synced = logs.span(LOBBY);
        Span unsynced = logs.span(ELSEWHERE);
        String unwritten = logs.span(HALL).epoch();
        Path left = killed();
        logs.close();
        bootId = "boot 2";
        logs = open(left);
        assertThat(logs.span(LOBBY)).isEqualTo(synced);
        assertThat(logs.span(ELSEWHERE).epoch()).isNotEqualTo(unsynced.epoch());
        assertThat(logs.span(HALL).epoch()).isNotEqualTo(unwritten);
        assertThat(bodies(ELSEWHERE)).containsExactly("m0", "m1", "m2");
        Span renewed = logs.span(ELSEWHERE);
        logs.close();
        logs = open(left);
        assertThat(logs.span(ELSEWHERE)).isEqualTo(renewed);
    }

    @Test
    void aMachineThatDoesNotSayWhenItStartedMayHaveLostItsPower() throws Exception {
        bootId = "";
        retentions.put("news", UNSYNCED);
        reopen();
        fill(ELSEWHERE, 3);
        String epoch = logs.span(ELSEWHERE).epoch();
        killAndReopen();
        assertThat(logs.span(ELSEWHERE).epoch()).isNotEqualTo(epoch);
    }

    @Test
    void aMachineThatWentDownAfterTheProcessEndedLostNothing() {
        retentions.put("news", UNSYNCED);
        fill(ELSEWHERE, 3);
        Span span = logs.span(ELSEWHERE);
        logs.close();
        bootId = "boot 2";
        logs = open(directory);
        assertThat(logs.span(ELSEWHERE)).isEqualTo(span);
    }

    @Test
    void aForgottenRoomStaysForgotten() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        fill(LOBBY, 3);
        String epoch = logs.span(LOBBY).epoch();
        now.addAndGet(121_000);
        store().sweep();
        awaitUntil(() -> logs.rooms("chat").isEmpty());
        String renewed = logs.span(LOBBY).epoch();
        assertThat(renewed).isNotEqualTo(epoch);
        reopen();
        assertThat(logs.rooms("chat")).isEmpty();
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(renewed, 1, 0));
        fill(LOBBY, 1);
        assertThat(bodies(LOBBY)).containsExactly("m0");
    }
}
