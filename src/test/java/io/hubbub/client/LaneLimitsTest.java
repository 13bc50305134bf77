package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class LaneLimitsTest {

    @Test
    void defaults() {
        assertThat(Limits.with().of(LaneLimits.class))
                .isEqualTo(new LaneLimits(DataSize.ofMegabytes(4)));
    }

    @Test
    void itCanBeSet() {
        assertThat(Limits.with("inbox-size", "6MB").of(LaneLimits.class).inboxSize())
                .isEqualTo(DataSize.ofMegabytes(6));
    }

    @ParameterizedTest
    @CsvSource({
        "inbox-size, -1B",
        "inbox-size, 2GB",
    })
    void aValueThatIsNoLimitIsRefusedByName(String name, String value) {
        Limits.assertRefused(LaneLimits.class, name, value, "must be 0 or more");
    }

    /** Without a limit the memory of a lane would have no end. */
    @Test
    void anInboxIsNeverUnlimited() {
        Limits.assertRefused(LaneLimits.class, "inbox-size", "0B", "must be more than 0");
    }

    @Test
    void thereIsAtLeastOneLane() {
        assertThatThrownBy(() -> new Core(0)).hasMessageStartingWith("hubbub.lanes: ");
    }
}
