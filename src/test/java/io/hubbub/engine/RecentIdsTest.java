package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentIdsTest {

    private final RecentIds ids = new RecentIds(Duration.ofSeconds(10), 3);

    @Test
    void anIdIsFoundWithinTheWindowAndNotAfterIt() {
        ids.remember("chat", "alice", "1", at(1), 1_000);
        assertThat(ids.find("chat", "alice", "1", 10_999)).isEqualTo(at(1));
        assertThat(ids.find("chat", "alice", "1", 11_000)).isNull();
    }

    @Test
    void anIdBelongsToAUserInANamespace() {
        ids.remember("chat", "alice", "1", at(1), 0);
        assertThat(ids.find("chat", "bob", "1", 0)).isNull();
        assertThat(ids.find("news", "alice", "1", 0)).isNull();
        assertThat(ids.find("chat", null, "1", 0)).isNull();
        assertThat(ids.find("chat", "alice", "2", 0)).isNull();
    }

    @Test
    void whatIsOverIsLetGo() {
        ids.remember("chat", "alice", "1", at(1), 0);
        ids.remember("chat", "alice", "2", at(2), 10_000);
        assertThat(ids.size()).isEqualTo(1);
    }

    @Test
    void timeAloneLetsGoOfWhatIsOver() {
        ids.remember("chat", "alice", "1", at(1), 0);
        ids.remember("chat", "alice", "2", at(2), 1);
        ids.expire(10_000);
        assertThat(ids.size()).isEqualTo(1);
        ids.expire(10_001);
        assertThat(ids.size()).isZero();
    }

    @Test
    void pastTheBoundTheOldestGoes() {
        for (int i = 1; i <= 4; i++) {
            ids.remember("chat", "alice", "" + i, at(i), i);
        }
        assertThat(ids.size()).isEqualTo(3);
        assertThat(ids.find("chat", "alice", "1", 5)).isNull();
        assertThat(ids.find("chat", "alice", "2", 5)).isEqualTo(at(2));
    }

    @Test
    void anIdThatIsRememberedAgainCountsFromThen() {
        ids.remember("chat", "alice", "1", at(1), 0);
        ids.remember("chat", "alice", "2", at(2), 1);
        ids.remember("chat", "alice", "1", at(3), 9_000);
        ids.remember("chat", "alice", "3", at(4), 10_001);
        assertThat(ids.find("chat", "alice", "1", 10_001)).isEqualTo(at(3));
        assertThat(ids.find("chat", "alice", "2", 10_001)).isNull();
        assertThat(ids.size()).isEqualTo(2);
    }

    @Test
    void aForgottenIdIsNotFound() {
        ids.remember("chat", "alice", "1", at(1), 0);
        ids.forget("chat", "alice", "1");
        assertThat(ids.find("chat", "alice", "1", 0)).isNull();
    }

    private static Position at(long offset) {
        return new Position("e", offset);
    }
}
