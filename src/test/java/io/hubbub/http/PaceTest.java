package io.hubbub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    private final Pace pace = new Pace(Duration.ofSeconds(10), 4_096);

    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "10000, 0, false",
        "10001, 0, true",
        "11000, 4096, false",
        "11001, 4096, true",
        "11000, 4095, true",
        "266000, 1048576, false",
        "266001, 1048576, true",
        "86400000, 9223372036854775807, false"
    })
    void whatTakesLongerThanThePatienceHasARate(long millis, long bytes, boolean tooSlow) {
        assertThat(pace.isTooSlow(Duration.ofMillis(millis).toNanos(), bytes)).isEqualTo(tooSlow);
    }
}
