package io.hubbub.engine.embedded.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Maker;
import io.hubbub.message.RoomName;

import org.junit.jupiter.api.Test;

class HeadRowTest {

    private static final RoomName LOBBY = new RoomName("chat", "lobby");

    @Test
    void aHeadIsReadAsItWasWritten() {
        LogState state = new LogState(3, 9, 2, 700, 5_000, 4_000, true);
        HeadRow row = new HeadRow(7, "e1", new Maker(-5, Long.MAX_VALUE), true, state);
        assertThat(HeadRow.decode(LOBBY, row.encode())).isEqualTo(row);
    }

    @Test
    void aHeadOfARoomThatTheServerMadeIsReadAsItWasWritten() {
        HeadRow row = new HeadRow(7, "e1", null, false, LogState.UNWRITTEN);
        assertThat(HeadRow.decode(LOBBY, row.encode())).isEqualTo(row);
    }
}
