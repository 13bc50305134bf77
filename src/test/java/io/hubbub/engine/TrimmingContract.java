package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How messages are removed from a log of any engine. */
public abstract class TrimmingContract extends RoomLogsFixture {

    @Test
    void trimmingRemovesAllUpToTheOffset() {
        fill(LOBBY, 10);
        logs.trim(LOBBY, 4);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(5);
        assertThat(logs.span(LOBBY).count()).isEqualTo(6);
        assertThat(offsets(new From.After(0), 2)).containsExactly(5L, 6L);
        assertThat(offsets(From.END, 100)).hasSize(6);
        assertThat(offsets(new From.Before(6), 100)).containsExactly(5L);
        assertThat(offsets(new From.Before(5), 100)).isEmpty();
    }

    @Test
    void trimmingKeepsTheEpochAndTheNextOffset() {
        fill(LOBBY, 3);
        String epoch = logs.span(LOBBY).epoch();
        logs.trim(LOBBY, 3);
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(epoch, 4, 3));
        assertThat(logs.read(LOBBY, From.END, 10, ALL).messages()).isEmpty();
        assertThat(stored(append("d", LOBBY))).containsExactly(new Position(epoch, 4));
        assertThat(bodies(LOBBY)).containsExactly("d");
    }

    @Test
    void trimmingWhatIsGoneDoesNothing() {
        fill(LOBBY, 5);
        logs.trim(LOBBY, 3);
        logs.trim(LOBBY, 2);
        logs.trim(LOBBY, 0);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(4);
    }

    @Test
    void trimmingPastTheNewestRemovesNothingThatIsYetToCome() {
        fill(LOBBY, 2);
        logs.trim(LOBBY, 100);
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(3);
        stored(append("new", LOBBY));
        assertThat(bodies(LOBBY)).containsExactly("new");
    }

    @Test
    void trimmingOneRoomLeavesTheOthers() {
        fill(LOBBY, 3);
        fill(HALL, 3);
        logs.trim(LOBBY, 3);
        assertThat(logs.span(HALL).count()).isEqualTo(3);
        assertThat(bodies(HALL)).hasSize(3);
    }

    private List<Long> offsets(From from, int limit) {
        return logs.read(LOBBY, from, limit, ALL).messages().stream()
                .map(logged -> logged.position().offset())
                .toList();
    }
}
