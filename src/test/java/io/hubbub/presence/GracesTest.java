package io.hubbub.presence;

import static io.hubbub.presence.Stage.LOBBY;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.RoomName;
import org.junit.jupiter.api.Test;

class GracesTest {

    private static final RoomName OTHER = new RoomName("chat", "other");

    private final Graces graces = new Graces(100);

    @Test
    void whoeverIsLostIsOverWhenItsGraceIs() {
        assertThat(graces.lost(LOBBY, "alice", "c1", 0)).isTrue();
        assertThat(graces.lost(LOBBY, "bob", "c2", 50)).isTrue();
        assertThat(graces.nextNanos()).hasValue(100);
        assertThat(graces.over(99)).isEmpty();
        assertThat(graces.over(100)).extracting(Graces.Lost::client).containsExactly("c1");
        assertThat(graces.nextNanos()).hasValue(150);
        assertThat(graces.over(1_000)).extracting(Graces.Lost::client).containsExactly("c2");
        assertThat(graces.nextNanos()).isEmpty();
    }

    @Test
    void whoeverComesBackTakesThePlaceOfOneThatWasLostThere() {
        graces.lost(LOBBY, "alice", "c1", 0);
        graces.lost(LOBBY, "alice", "c2", 0);
        assertThat(graces.returned(OTHER, "alice")).isNull();
        assertThat(graces.returned(LOBBY, "bob")).isNull();
        assertThat(graces.returned(LOBBY, "alice")).isEqualTo("c1");
        assertThat(graces.returned(LOBBY, "alice")).isEqualTo("c2");
        assertThat(graces.returned(LOBBY, "alice")).isNull();
        assertThat(graces.over(1_000)).isEmpty();
    }

    @Test
    void nobodyIsOverForATimeInWhichTheServerWasStopped() {
        Graces seconds = new Graces(5_000_000_000L);
        seconds.lost(LOBBY, "alice", "c1", 0);
        seconds.lost(LOBBY, "bob", "c2", 2_000_000_000L);
        long woken = 25_000_000_000L;
        assertThat(seconds.over(woken)).isEmpty();
        assertThat(seconds.nextNanos()).hasValue(30_000_000_000L);
        seconds.lost(LOBBY, "carol", "c3", 26_000_000_000L);
        assertThat(seconds.over(29_999_999_999L)).isEmpty();
        assertThat(seconds.over(30_000_000_000L))
                .extracting(Graces.Lost::client)
                .containsExactly("c1", "c2");
        assertThat(seconds.over(31_000_000_000L))
                .extracting(Graces.Lost::client)
                .containsExactly("c3");
    }

    @Test
    void withoutAGraceNobodyIsWaitedFor() {
        assertThat(new Graces(0).lost(LOBBY, "alice", "c1", 0)).isFalse();
    }

    @Test
    void aClockMayPassItsLargestValue() {
        graces.lost(LOBBY, "alice", "c1", Long.MAX_VALUE - 50);
        assertThat(graces.over(Long.MAX_VALUE)).isEmpty();
        assertThat(graces.over(Long.MIN_VALUE + 49)).hasSize(1);
    }
}
