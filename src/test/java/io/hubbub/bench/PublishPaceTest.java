package io.hubbub.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PublishPaceTest {

    private static final Duration INTERVAL = Duration.ofNanos(100);

    @Test
    void aFixedRateBeginsAfterItsPhase() {
        PublishPace pace = new PublishPace.FixedRate(INTERVAL, Duration.ofNanos(30));

        assertThat(pace.due(1_000, 0)).isZero();
        assertThat(pace.due(1_029, 0)).isZero();
        assertThat(pace.due(1_030, 0)).isEqualTo(1);
    }

    @Test
    void whatIsTakenLateCountsFromWhenItWasDue() {
        PublishPace pace = new PublishPace.FixedRate(INTERVAL, Duration.ZERO);

        assertThat(pace.due(1_000, 0)).isEqualTo(1);
        assertThat(pace.due(1_250, 0)).isEqualTo(3);
        assertThat(pace.take(1_250)).isEqualTo(1_000);
        assertThat(pace.take(1_250)).isEqualTo(1_100);
        assertThat(pace.due(1_250, 0)).isEqualTo(1);
    }

    @Test
    void aClosedLoopIsToppedUpInQuarters() {
        PublishPace pace = new PublishPace.ClosedLoop(64, INTERVAL);

        assertThat(pace.due(0, 0)).isEqualTo(64);
        assertThat(pace.due(0, 49)).isZero();
        assertThat(pace.due(0, 48)).isEqualTo(16);
    }
}
