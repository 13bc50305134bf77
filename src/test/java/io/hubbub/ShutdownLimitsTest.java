package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShutdownLimitsTest {

    @Test
    void byDefaultAShutdownTakesTwoSeconds() {
        assertThat(Limits.with().of(ShutdownLimits.class))
                .isEqualTo(new ShutdownLimits(Duration.ofSeconds(2)));
    }

    @Test
    void theTimeCanBeSetAndZeroIsAllAtOnce() {
        assertThat(Limits.with("shutdown-time", "17s").of(ShutdownLimits.class).shutdownTime())
                .isEqualTo(Duration.ofSeconds(17));
        assertThat(Limits.with("shutdown-time", "0").of(ShutdownLimits.class).shutdownTime())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "shutdown-time, -1ms",
        "shutdown-time, 25h",
    })
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(ShutdownLimits.class, name, value, "must be 0 or more");
    }
}
