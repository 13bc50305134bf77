package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Farewell;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ends close at once. {@code proof.ClosingIT} does the same ten thousand times. */
@WireTest
@Timeout(120)
class ClosingTest {

    private static final int CASES = 100;

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
