package io.hubbub.engine.embedded.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Maker;
import io.hubbub.message.RoomName;
import java.util.HexFormat;
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

    @Test
    void aHeadThatVersion2WroteIsRead() {
        String written =
                "02070265310103ac0202bc0500000000000013880000000000000fa001fffffffffffffffb7fffffffffff"
                        + "ffff01";
        LogState state = new LogState(3, 300, 2, 700, 5_000, 4_000, true);
        assertThat(HeadRow.decode(LOBBY, HexFormat.of().parseHex(written)))
                .isEqualTo(new HeadRow(7, "e1", new Maker(-5, Long.MAX_VALUE), true, state));
    }

    @Test
    void aHeadThatVersion1WroteHasAMakerWhomNobodyKnows() {
        String written = "010702653101010301c801000000003b9aca00000000003b9aca00";
        LogState state = new LogState(1, 3, 1, 200, 1_000_000_000, 1_000_000_000, false);
        assertThat(HeadRow.decode(LOBBY, HexFormat.of().parseHex(written)))
                .isEqualTo(new HeadRow(7, "e1", Maker.UNKNOWN, true, state));
    }
}
