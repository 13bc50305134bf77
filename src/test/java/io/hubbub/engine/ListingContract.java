package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;

/** How every engine lists the rooms of a namespace that have a log. */
public abstract class ListingContract extends RoomLogsFixture {

    @Test
    void roomsAreThoseThatWereWrittenTo() {
        fill(LOBBY, 3);
        fill(HALL, 1);
        fill(ELSEWHERE, 1);
        assertThat(logs.rooms("chat")).hasSize(2);
        assertThat(logs.rooms("chat"))
                .extracting(Kept::room)
                .containsExactlyInAnyOrder(LOBBY, HALL);
        assertThat(logs.rooms("none")).isEmpty();
        for (Kept kept : logs.rooms("chat")) {
            assertThat(kept.span()).isEqualTo(logs.span(kept.room()));
            assertThat(kept.bytes()).isPositive();
        }
    }

    @Test
    void roomsIsAView() {
        Collection<Kept> view = logs.rooms("chat");
        assertThat(view).isEmpty();
        fill(LOBBY, 1);
        assertThat(view).hasSize(1);
        fill(HALL, 1);
        assertThat(view).hasSize(2);
    }

    @Test
    void aRoomWhoseMessagesAreGoneIsStillThere() {
        fill(LOBBY, 3);
        logs.trim(LOBBY, 3);
        assertThat(logs.rooms("chat")).extracting(Kept::room).containsExactly(LOBBY);
    }

    @Test
    void bytesGrowWithWhatIsWrittenAndShrinkWithWhatIsTrimmed() {
        stored(append("x".repeat(1_000), LOBBY));
        long one = logs.rooms("chat").iterator().next().bytes();
        assertThat(one).isBetween(1_000L, 2_000L);
        stored(append("x".repeat(1_000), LOBBY));
        long two = logs.rooms("chat").iterator().next().bytes();
        assertThat(two).isBetween(2_000L, 4_000L);
        logs.trim(LOBBY, 2);
        assertThat(logs.rooms("chat").iterator().next().bytes()).isZero();
    }
}
