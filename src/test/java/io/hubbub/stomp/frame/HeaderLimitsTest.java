package io.hubbub.stomp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class HeaderLimitsTest {

    @Test
    void defaults() {
        assertThat(Limits.with().of(HeaderLimits.class))
                .isEqualTo(new HeaderLimits(64, DataSize.ofKilobytes(1)));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(Limits.with("headers", "2", "header-size", "3B").of(HeaderLimits.class))
                .isEqualTo(new HeaderLimits(2, DataSize.ofBytes(3)));
    }

    @Test
    void zeroIsUnlimitedWhichNothingThatAJvmCanHoldExceeds() {
        // Some JVMs make no array of the last few lengths that an int holds.
        assertThat(Limits.with("headers", "0", "header-size", "0").of(HeaderLimits.class))
                .isEqualTo(
                        new HeaderLimits(
                                Integer.MAX_VALUE, DataSize.ofBytes(Integer.MAX_VALUE - 8)));
    }

    @ParameterizedTest
    @CsvSource({"headers, -1", "header-size, -1B", "header-size, 2GB"})
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(HeaderLimits.class, name, value, "must be 0 or more");
    }
}
