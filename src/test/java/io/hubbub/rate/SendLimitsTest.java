package io.hubbub.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class SendLimitsTest {

    @Test
    void defaults() {
        assertThat(Limits.with().of(SendLimits.class))
                .isEqualTo(new SendLimits(1_000, DataSize.ofMegabytes(1)));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(
                        Limits.with("messages-per-second", "15", "bytes-per-second", "16KB")
                                .of(SendLimits.class))
                .isEqualTo(new SendLimits(15, DataSize.ofKilobytes(16)));
    }

    @Test
    void zeroIsUnlimitedAndStaysZero() {
        assertThat(
                        Limits.with("messages-per-second", "0", "bytes-per-second", "0")
                                .of(SendLimits.class))
                .isEqualTo(new SendLimits(0, DataSize.ofBytes(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "messages-per-second, -1",
        "bytes-per-second, -1B",
        "bytes-per-second, 2GB",
    })
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(SendLimits.class, name, value, "must be 0 or more");
    }
}
