package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.RecentIds;
import io.hubbub.message.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdExpiryTest {

    private final AtomicLong now = new AtomicLong();
    private final Queue<Runnable> alarms = new ArrayDeque<>();
    private final RecentIds ids = new RecentIds(Duration.ofMinutes(5));

    @Test
    void idsGoThoughNobodySendsAnyMore() {
        ids.remember("main", "alice", "1", new Position("e", 1), 0);
        new IdExpiry(
                        (after, task) -> {
                            assertThat(after).isEqualTo(IdExpiry.EVERY);
                            alarms.add(task);
                            return () -> {};
                        },
                        now::get,
                        List.of(ids))
                .start();
        now.set(299_999);
        alarms.remove().run();
        assertThat(ids.size()).isEqualTo(1);
        now.set(300_000);
        alarms.remove().run();
        assertThat(ids.size()).isZero();
        assertThat(alarms).hasSize(1);
    }
}
