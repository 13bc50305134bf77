package io.hubbub.engine.embedded.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Position;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class IdRowTest {

    @Test
    void anIdThatVersion1WroteIsReadAndWrittenTheSame() {
        String written = "0104636861740105616c6963650469642d31026531ac02";
        IdRow row = new IdRow("chat", "alice", "id-1", new Position("e1", 300));
        assertThat(IdRow.decode(HexFormat.of().parseHex(written))).isEqualTo(row);
        assertThat(HexFormat.of().formatHex(row.encode())).isEqualTo(written);
    }
}
