package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Message;
import io.hubbub.message.Routing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every engine reads, and how much at a time. */
public abstract class ReadingContract extends RoomLogsFixture {

    @Test
    void afterReadsTheOldestWhoseOffsetIsGreater() {
        fill(LOBBY, 10);
        assertThat(offsets(new From.After(0), 3)).containsExactly(1L, 2L, 3L);
        assertThat(offsets(new From.After(4), 3)).containsExactly(5L, 6L, 7L);
        assertThat(offsets(new From.After(9), 3)).containsExactly(10L);
        assertThat(offsets(new From.After(10), 3)).isEmpty();
        assertThat(offsets(new From.After(Long.MAX_VALUE), 3)).isEmpty();
        assertThat(offsets(new From.After(3), 0)).isEmpty();
    }

    @Test
    void beforeReadsTheNewestWhoseOffsetIsLessInTheOrderOfOffsets() {
        fill(LOBBY, 10);
        assertThat(offsets(From.END, 3)).containsExactly(8L, 9L, 10L);
        assertThat(offsets(new From.Before(11), 3)).containsExactly(8L, 9L, 10L);
        assertThat(offsets(new From.Before(5), 3)).containsExactly(2L, 3L, 4L);
        assertThat(offsets(new From.Before(3), 3)).containsExactly(1L, 2L);
        assertThat(offsets(new From.Before(1), 3)).isEmpty();
        assertThat(offsets(new From.Before(0), 3)).isEmpty();
    }

    @Test
    void aPageHasTheSpanOfTheLog() {
        fill(LOBBY, 10);
        logs.trim(LOBBY, 4);
        Page page = logs.read(LOBBY, From.END, 2, ALL);
        assertThat(page.span()).isEqualTo(logs.span(LOBBY));
        assertThat(page.span().oldest()).isEqualTo(5);
        assertThat(page.span().newest()).isEqualTo(10);
    }

    @Test
    void aPageEndsBeforeTheMessageThatWouldMakeItTooLong() {
        for (int i = 0; i < 5; i++) {
            stored(append("x".repeat(100), LOBBY));
        }
        assertThat(page(new From.After(0), 250)).containsExactly(1L, 2L);
        assertThat(page(new From.After(0), 300)).containsExactly(1L, 2L, 3L);
        assertThat(page(From.END, 250)).containsExactly(4L, 5L);
    }

    @Test
    void headersCountAsWell() {
        for (int i = 0; i < 3; i++) {
            Message message =
                    new Message(
                            "message",
                            null,
                            Map.of("x-a", "y".repeat(97)),
                            new byte[100],
                            null,
                            null,
                            1);
            stored(new Append(Routing.to(List.of(LOBBY)), message, false, null, null, null));
        }
        assertThat(page(new From.After(0), 399)).containsExactly(1L);
        assertThat(page(new From.After(0), 400)).containsExactly(1L, 2L);
    }

    @Test
    void theFirstMessageIsReadHoweverLongItIs() {
        for (int i = 0; i < 3; i++) {
            stored(append("x".repeat(100), LOBBY));
        }
        assertThat(page(new From.After(0), 1)).containsExactly(1L);
        assertThat(page(From.END, 0)).containsExactly(3L);
    }

    private List<Long> page(From from, int bytes) {
        return logs.read(LOBBY, from, ALL, bytes).messages().stream()
                .map(logged -> logged.position().offset())
                .toList();
    }

    private List<Long> offsets(From from, int limit) {
        return logs.read(LOBBY, from, limit, ALL).messages().stream()
                .map(logged -> logged.position().offset())
                .toList();
    }
}
