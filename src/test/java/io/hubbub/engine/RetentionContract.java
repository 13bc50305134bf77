package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much every engine keeps, and for how long. */
public abstract class RetentionContract extends RoomLogsFixture {

    @Test
    void noMoreThanTheSizeIsKept() {
        retentions.put("chat", new Retention(3, Duration.ZERO, true));
        fill(LOBBY, 100);
        fill(ELSEWHERE, 10);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(98);
        assertThat(logs.span(LOBBY).newest()).isEqualTo(100);
        assertThat(offsets(new From.After(0), 10)).containsExactly(98L, 99L, 100L);
        assertThat(logs.span(ELSEWHERE).count()).isEqualTo(10);
    }

    @Test
    void nothingOlderThanTheAgeIsRead() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        fill(LOBBY, 3);
        now.addAndGet(30_000);
        fill(LOBBY, 2);
        fill(ELSEWHERE, 1);
        now.addAndGet(30_000);
        assertThat(offsets(new From.After(0), 10)).containsExactly(1L, 2L, 3L, 4L, 5L);
        now.addAndGet(1);
        Page page = logs.read(LOBBY, new From.After(0), 10, ALL);
        assertThat(page.messages())
                .extracting(logged -> logged.position().offset())
                .containsExactly(4L, 5L);
        assertThat(page.span().oldest()).isEqualTo(4);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(4);
        now.addAndGet(60_000);
        assertThat(logs.read(LOBBY, From.END, 10, ALL).messages()).isEmpty();
        assertThat(logs.span(LOBBY).newest()).isEqualTo(5);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(6);
        assertThat(logs.read(ELSEWHERE, From.END, 10, ALL).messages()).hasSize(1);
    }

    @Test
    void aClockThatGoesBackLosesNothing() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        fill(LOBBY, 2);
        now.addAndGet(-600_000);
        fill(LOBBY, 2);
        assertThat(offsets(new From.After(0), 10)).containsExactly(1L, 2L, 3L, 4L);
        now.addAndGet(600_000);
        assertThat(offsets(new From.After(0), 10)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aLogPastItsBytesLosesItsOldest() {
        retentions.put("chat", new Retention(0, Duration.ZERO, true, 20_000, 0));
        for (int i = 0; i < 300; i++) {
            stored(append("x".repeat(500), LOBBY));
            assertThat(kept(LOBBY).bytes()).isLessThanOrEqualTo(20_000);
        }
        fill(HALL, 2);
        assertThat(logs.span(LOBBY).newest()).isEqualTo(300);
        assertThat(logs.span(LOBBY).count()).isBetween(15L, 40L);
        assertThat(bodies(LOBBY)).hasSize((int) logs.span(LOBBY).count());
        assertThat(bodies(HALL)).hasSize(2);
    }

    @Test
    void aMessageLongerThanItsLogMayBeIsTheOnlyOneInIt() {
        retentions.put("chat", new Retention(0, Duration.ZERO, true, 1_000, 0));
        fill(LOBBY, 3);
        stored(append("x".repeat(5_000), LOBBY));
        assertThat(logs.span(LOBBY).count()).isEqualTo(1);
        stored(append("short", LOBBY));
        stored(append("shorter", LOBBY));
        assertThat(logs.span(LOBBY).newest()).isEqualTo(6);
        assertThat(bodies(LOBBY)).endsWith("shorter");
    }

    @Test
    void theLargestLogsPayForANamespacePastItsBytes() {
        retentions.put("chat", new Retention(0, Duration.ZERO, true, 0, 40_000));
        fill(HALL, 3);
        fill(ELSEWHERE, 3);
        RoomName other = new RoomName("chat", "other");
        for (int i = 0; i < 300; i++) {
            stored(append("x".repeat(500), i % 3 == 0 ? other : LOBBY));
        }
        awaitUntil(() -> logs.rooms("chat").stream().mapToLong(Kept::bytes).sum() <= 40_000);
        assertThat(bodies(HALL)).hasSize(3);
        assertThat(bodies(ELSEWHERE)).hasSize(3);
        assertThat(logs.span(LOBBY).newest()).isEqualTo(200);
        assertThat(logs.span(LOBBY).count()).isBetween(15L, 60L);
        assertThat(logs.span(other).count()).isBetween(15L, 60L);
        assertThat(bodies(LOBBY)).hasSize((int) logs.span(LOBBY).count());
    }

    @Test
    void aForgottenLogNeverComesBackUnderItsOldEpoch() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        Position lost = stored(append("a", LOBBY)).getFirst();
        awaitUntil(() -> {
            now.addAndGet(30_000);
            stored(append("b", HALL));
            return logs.rooms("chat").size() == 1;
        });
        Span span = logs.span(LOBBY);
        assertThat(span.newest()).isZero();
        assertThat(span.epoch()).isNotEqualTo(lost.epoch());
        assertThat(stored(append("c", LOBBY))).containsExactly(new Position(span.epoch(), 1));
        assertThat(bodies(LOBBY)).containsExactly("c");
    }

    @Test
    void aLogThatWasWrittenToWithinTwiceItsAgeIsNotForgotten() {
        retentions.put("chat", new Retention(0, Duration.ofMinutes(1), true));
        fill(LOBBY, 1);
        fill(HALL, 1);
        Span before = logs.span(LOBBY);
        now.addAndGet(110_000);
        for (int i = 0; i < 10; i++) {
            stored(append("b", ELSEWHERE));
            logs.read(LOBBY, From.END, 10, ALL);
        }
        quiesce();
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(before.epoch(), 2, 1));
        assertThat(logs.rooms("chat")).hasSize(2);
    }

    private List<Long> offsets(From from, int limit) {
        return logs.read(LOBBY, from, limit, ALL).messages().stream()
                .map(logged -> logged.position().offset())
                .toList();
    }
}
