package io.hubbub.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class QuestionLimitsTest {

    @Test
    void defaults() {
        assertThat(Limits.with().of(QuestionLimits.class))
                .isEqualTo(
                        new QuestionLimits(
                                100, Duration.ofSeconds(60), 1_000, DataSize.ofKilobytes(256)));
    }

    @Test
    void allOfThemCanBeSet() {
        assertThat(
                        Limits.with(
                                        "asks-per-client", "9",
                                        "ask-time", "10s",
                                        "ask-receivers", "11",
                                        "answers-size", "12KB")
                                .of(QuestionLimits.class))
                .isEqualTo(
                        new QuestionLimits(
                                9, Duration.ofSeconds(10), 11, DataSize.ofKilobytes(12)));
    }

    @Test
    void zeroIsUnlimitedAndStaysZero() {
        assertThat(
                        Limits.with(
                                        "asks-per-client", "0",
                                        "ask-time", "0",
                                        "ask-receivers", "0",
                                        "answers-size", "0")
                                .of(QuestionLimits.class))
                .isEqualTo(new QuestionLimits(0, Duration.ZERO, 0, DataSize.ofBytes(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "asks-per-client, -1",
        "ask-time, -1s",
        "ask-time, 25h",
        "ask-receivers, -1",
        "answers-size, -1B",
        "answers-size, 2GB",
    })
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(QuestionLimits.class, name, value, "must be 0 or more");
    }
}
