package io.hubbub.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.due.Moments;
import io.hubbub.message.RoomName;
import org.junit.jupiter.api.Test;

class GracesTest {

    private static final RoomName LOBBY = new RoomName("chat", "lobby");
    private static final RoomName OTHER = new RoomName("chat", "other");

    private final Graces graces = new Graces();

    @Test
    void aGraceIsOverAfterItsTime() {
        graces.begin(LOBBY, "alice", "c1", 100, 0);
        graces.begin(LOBBY, "bob", "c2", 100, 50);
        assertThat(graces.nextNanos(50)).isEqualTo(100);
        assertThat(graces.over(99)).isEmpty();
        assertThat(graces.over(100)).extracting(Graces.Lost::client).containsExactly("c1");
        assertThat(graces.nextNanos(100)).isEqualTo(150);
        assertThat(graces.over(1_000)).extracting(Graces.Lost::client).containsExactly("c2");
        assertThat(graces.nextNanos(1_000)).isEqualTo(Moments.never(1_000));
    }

    @Test
    void whoeverComesBackTakesThePlaceOfTheOneThatWasLostFirst() {
        graces.begin(LOBBY, "alice", "c1", 300, 0);
        graces.begin(LOBBY, "alice", "c2", 100, 0);
        assertThat(graces.takePlace(OTHER, "alice")).isNull();
        assertThat(graces.takePlace(LOBBY, "bob")).isNull();
        assertThat(graces.takePlace(LOBBY, "alice")).isEqualTo("c1");
        assertThat(graces.takePlace(LOBBY, "alice")).isEqualTo("c2");
        assertThat(graces.takePlace(LOBBY, "alice")).isNull();
        assertThat(graces.over(1_000)).isEmpty();
    }

    @Test
    void aGraceThatEndedKeepsNoPlace() {
        graces.begin(LOBBY, "alice", "c1", 100, 0);
        graces.end(OTHER, "alice", "c1");
        graces.end(LOBBY, "alice", "c2");
        assertThat(graces.nextNanos(0)).isEqualTo(100);
        graces.end(LOBBY, "alice", "c1");
        assertThat(graces.takePlace(LOBBY, "alice")).isNull();
        assertThat(graces.over(1_000)).isEmpty();
    }

    @Test
    void noGraceIsOverForATimeInWhichTheServerWasStopped() {
        long second = 1_000_000_000L;
        graces.begin(LOBBY, "alice", "c1", 5 * second, 0);
        graces.begin(LOBBY, "bob", "c2", 5 * second, 2 * second);
        assertThat(graces.over(25 * second)).isEmpty();
        assertThat(graces.nextNanos(25 * second)).isEqualTo(30 * second);
        graces.begin(LOBBY, "carol", "c3", 5 * second, 26 * second);
        assertThat(graces.over(30 * second - 1)).isEmpty();
        assertThat(graces.over(30 * second))
                .extracting(Graces.Lost::client)
                .containsExactlyInAnyOrder("c1", "c2");
        assertThat(graces.over(31 * second)).extracting(Graces.Lost::client).containsExactly("c3");
    }

    @Test
    void aClockMayPassItsLargestValue() {
        graces.begin(LOBBY, "alice", "c1", 100, Long.MAX_VALUE - 50);
        assertThat(graces.over(Long.MAX_VALUE)).isEmpty();
        assertThat(graces.over(Long.MIN_VALUE + 49)).hasSize(1);
    }
}
