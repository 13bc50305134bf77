package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Farewell;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.context.TestPropertySource;

/**
 * Both ends of ten thousand connections close at once. No connection ends without a close frame.
 */
@Tag("proof")
@WireTest
@TestPropertySource(properties = "logging.level.io.hubbub.ClientLog=warn")
@Timeout(600)
class ClosingIT {

    private static final int CASES = 10_000 / (2 * Farewell.values().length);

    @ParameterizedTest
    @EnumSource
    void theCloseFrameComesBeforeTheEnd(Farewell farewell, WireClients wire) throws Exception {
        assertThat(farewell.broken(wire.port(), false, CASES)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void overSockJsToo(Farewell farewell, WireClients wire) throws Exception {
        assertThat(farewell.broken(wire.port(), true, CASES)).isEmpty();
    }
}
