package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class FrameLimitsTest {

    @Test
    void defaults() {
        assertThat(Limits.with().of(FrameLimits.class))
                .isEqualTo(new FrameLimits(DataSize.ofKilobytes(64)));
    }

    @Test
    void itCanBeSet() {
        assertThat(Limits.with("frame-size", "1KB").of(FrameLimits.class))
                .isEqualTo(new FrameLimits(DataSize.ofKilobytes(1)));
    }

    @Test
    void zeroIsUnlimitedWhichNothingThatAJvmCanHoldExceeds() {
        // Some JVMs make no array of the last few lengths that an int holds.
        assertThat(Limits.with("frame-size", "0").of(FrameLimits.class))
                .isEqualTo(new FrameLimits(DataSize.ofBytes(Integer.MAX_VALUE - 8)));
    }

    @ParameterizedTest
    @CsvSource({
        "frame-size, -1KB",
        "frame-size, 2GB",
    })
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(FrameLimits.class, name, value, "must be 0 or more");
    }
}
