package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every engine says about a log that was never written to. */
public abstract class EmptyLogContract extends RoomLogsFixture {

    @Test
    void aLogIsNeverAbsent() {
        Span span = logs.span(LOBBY);
        assertThat(span.oldest()).isEqualTo(1);
        assertThat(span.newest()).isZero();
        assertThat(span.count()).isZero();
        assertThat(logs.read(LOBBY, From.END, 10, ALL).messages()).isEmpty();
        assertThat(logs.read(LOBBY, new From.After(0), 10, ALL))
                .isEqualTo(new Page(List.of(), span));
    }

    @Test
    void anUnwrittenLogHasTheEpochOfItsFirstMessage() {
        String epoch = logs.span(LOBBY).epoch();
        assertThat(stored(append("a", LOBBY))).containsExactly(new Position(epoch, 1));
        assertThat(logs.span(LOBBY)).isEqualTo(new Span(epoch, 1, 1));
    }

    @Test
    void readingAndTrimmingDoNotMakeALogThatWasWrittenTo() {
        logs.read(LOBBY, From.END, 10, ALL);
        logs.span(LOBBY);
        logs.trim(LOBBY, 10);
        assertThat(logs.rooms("chat")).isEmpty();
        assertThat(logs.span(LOBBY).newest()).isZero();
        assertThat(logs.span(LOBBY).oldest()).isEqualTo(1);
    }
}
