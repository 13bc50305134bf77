package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every engine promises of {@link Presences}, with the graces of clients that were lost. */
public abstract class GraceContract extends PresencesContract {

    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration LONGER = Duration.ofMillis(900);
    private static final Duration MOMENT = Duration.ofNanos(1);

    private void lose(String client, Duration grace) {
        presences.leave(ROOM, client, grace);
    }

    @Test
    void aLostClientIsShownUntilItsGraceIsOver() {
        enter(ROOM, "alice", "c1");
        presences.state(ROOM, "c1", "{}");
        lose("c1", GRACE);
        pass(GRACE.minus(MOMENT));
        assertThat(users()).containsExactly(new PresentUser("alice", 1, "{}"));
        pass(MOMENT);
        assertThat(told())
                .containsExactly("alice 1 null 1 1", "alice 1 {} 1 1", "alice 0 null 0 0");
        assertThat(users()).isEmpty();
    }

    @Test
    void eachGraceIsItsOwn() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "bob", "c2");
        lose("c1", LONGER);
        lose("c2", GRACE);
        pass(GRACE);
        assertThat(told()).hasSize(3).last().isEqualTo("bob 0 null 1 1");
        pass(LONGER.minus(GRACE));
        assertThat(told()).hasSize(4).last().isEqualTo("alice 0 null 0 0");
    }

    @Test
    void whoeverComesBackInTimeTakesItsPlaceAndNothingIsTold() {
        enter(ROOM, "alice", "c1");
        lose("c1", GRACE);
        enter(ROOM, "alice", "c2");
        pass(GRACE);
        assertThat(told()).containsExactly("alice 1 null 1 1");
        leave(ROOM, "c2");
        assertThat(users()).isEmpty();
    }

    @Test
    void theStateOfAClientWhosePlaceWasTakenIsGone() {
        enter(ROOM, "alice", "c1");
        presences.state(ROOM, "c1", "{}");
        lose("c1", GRACE);
        enter(ROOM, "alice", "c2");
        assertThat(told()).last().isEqualTo("alice 1 null 1 1");
    }

    @Test
    void eachThatComesBackTakesOnePlace() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "alice", "c2");
        lose("c1", GRACE);
        lose("c2", GRACE);
        enter(ROOM, "alice", "c3");
        assertThat(users()).containsExactly(new PresentUser("alice", 2, null));
        pass(GRACE);
        assertThat(told()).last().isEqualTo("alice 1 null 1 1");
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
    }

    @Test
    void onlyTheSameUserInTheSameRoomTakesAPlace() {
        enter(ROOM, "alice", "c1");
        lose("c1", GRACE);
        enter(ROOM, "bob", "c2");
        enter(OTHER, "alice", "c3");
        pass(GRACE);
        assertThat(told()).last().isEqualTo("alice 0 null 1 1");
        assertThat(users()).containsExactly(new PresentUser("bob", 1, null));
        assertThat(page(OTHER).users()).containsExactly(new PresentUser("alice", 1, null));
    }

    @Test
    void aLostClientThatLeavesIsGoneAtOnceAndKeepsNoPlace() {
        enter(ROOM, "alice", "c1");
        lose("c1", GRACE);
        leave(ROOM, "c1");
        assertThat(users()).isEmpty();
        enter(ROOM, "alice", "c2");
        pass(GRACE);
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
    }

    @Test
    void thePlaceOfALostClientThatLeftIsNotTakenInsteadOfAnother() {
        enter(ROOM, "alice", "c1");
        enter(ROOM, "alice", "c2");
        lose("c1", GRACE);
        lose("c2", GRACE);
        leave(ROOM, "c1");
        enter(ROOM, "alice", "c3");
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
        pass(GRACE);
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
    }

    @Test
    void whoIsNotThereHasNoGrace() {
        lose("c1", GRACE);
        enter(ROOM, "alice", "c2");
        lose("c2", GRACE);
        lose("c2", LONGER);
        pass(GRACE);
        assertThat(told()).last().isEqualTo("alice 0 null 0 0");
    }

    @Test
    void aTimeInWhichTheEngineWasStoppedIsNobodysGrace() {
        enter(ROOM, "alice", "c1");
        lose("c1", GRACE);
        pass(Duration.ofSeconds(20));
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
        pass(GRACE.minus(MOMENT));
        assertThat(users()).containsExactly(new PresentUser("alice", 1, null));
        pass(MOMENT);
        assertThat(told()).last().isEqualTo("alice 0 null 0 0");
    }
}
