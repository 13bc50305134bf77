package io.hubbub.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Appended;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Retention;
import io.hubbub.engine.RoomLogsFixture;
import io.hubbub.engine.Span;
import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What only the memory engine does. */
class MemoryRoomLogsTest extends RoomLogsFixture implements OpensMemory {

    @Test
    void anOutcomeIsToldOnTheThreadThatAppends() {
        CompletableFuture<Thread> teller = new CompletableFuture<>();
        logs.append(append("a", LOBBY), outcome -> teller.complete(Thread.currentThread()));
        assertThat(teller.getNow(null)).isSameAs(Thread.currentThread());
    }

    @Test
    void allMessagesTogetherAreWithinTheBoundAndTheLargestRoomPays() {
        stored(append("quiet", HALL));
        for (int i = 0; i < 1_000; i++) {
            stored(append("x".repeat(10_000), LOBBY));
            long bytes = logs.rooms("chat").stream().mapToLong(Kept::bytes).sum();
            assertThat(bytes).isLessThanOrEqualTo(BOUND);
        }
        assertThat(bodies(HALL)).containsExactly("quiet");
        assertThat(logs.span(LOBBY).newest()).isEqualTo(1_000);
        assertThat(logs.span(LOBBY).count()).isGreaterThan(50);
    }

    @Test
    void manySmallRoomsAreWithinTheBoundAsWell() {
        for (int i = 0; i < 10_000; i++) {
            stored(append("x", new RoomName("chat", "r" + i)));
        }
        assertThat(logs.rooms("chat").stream().mapToLong(Kept::bytes).sum())
                .isLessThanOrEqualTo(BOUND);
        assertThat(logs.rooms("chat")).hasSize(10_000);
    }

    @Test
    void aMessageLongerThanTheBoundIsToldButNotKept() {
        assertThat(await(send(append("x".repeat(2_000_000), LOBBY))))
                .isInstanceOf(Appended.Stored.class);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(2);
        assertThat(logs.span(LOBBY).newest()).isEqualTo(1);
    }

    @Test
    void quietRoomsAgeWhileOthersAreWrittenTo() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), false));
        fill(LOBBY, 10);
        now.addAndGet(61_000);
        fill(ELSEWHERE, 2);
        assertThat(logs.span(LOBBY).count()).isZero();
        assertThat(logs.rooms("chat").iterator().next().bytes()).isZero();
    }

    @Test
    void forgettingLeavesTheEpochsOfOthers() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), false));
        fill(LOBBY, 1);
        fill(ELSEWHERE, 1);
        Span before = logs.span(ELSEWHERE);
        now.addAndGet(121_000);
        fill(ELSEWHERE, 2);
        assertThat(logs.rooms("chat")).isEmpty();
        assertThat(logs.span(ELSEWHERE)).isEqualTo(new Span(before.epoch(), 1, 3));
        assertThat(logs.span(LOBBY).epoch()).isNotEqualTo(before.epoch());
    }
}
