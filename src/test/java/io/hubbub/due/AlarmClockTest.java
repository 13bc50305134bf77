package io.hubbub.due;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.vital.VitalSigns;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class AlarmClockTest {

    @Test
    void itRingsOnceAndKeepsNothing() throws InterruptedException {
        try (AlarmClock clock = new AlarmClock(new VitalSigns())) {
            CountDownLatch rung = new CountDownLatch(1);
            Runnable takeBack = clock.set(Duration.ofNanos(1), rung::countDown);
            assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
            takeBack.run();
            assertThat(clock.count()).isZero();
        }
    }

    @Test
    void ofWhatIsTakenBackNothingIsKept() {
        try (AlarmClock clock = new AlarmClock(new VitalSigns())) {
            Runnable takeBack = clock.set(Duration.ofDays(1), () -> {});
            assertThat(clock.count()).isEqualTo(1);
            takeBack.run();
            takeBack.run();
            assertThat(clock.count()).isZero();
        }
    }
}
