package io.hubbub.due;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.vital.VitalSigns;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlarmClockTest {

    private static final long LATE = AlarmClock.LATE.toNanos() + 1;

    @Test
    void itRingsOnceAndKeepsNothing() throws InterruptedException {
        try (AlarmClock clock = new AlarmClock(new VitalSigns(), System::nanoTime)) {
            CountDownLatch rung = new CountDownLatch(1);
            Runnable takeBack = clock.set(Duration.ofNanos(1), rung::countDown);
            assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
            takeBack.run();
            assertThat(clock.count()).isZero();
        }
    }

    @Test
    void ofWhatIsTakenBackNothingIsKept() {
        try (AlarmClock clock = new AlarmClock(new VitalSigns(), System::nanoTime)) {
            Runnable takeBack = clock.set(Duration.ofDays(1), () -> {});
            assertThat(clock.count()).isEqualTo(1);
            takeBack.run();
            takeBack.run();
            assertThat(clock.count()).isZero();
        }
    }

    /**
     * A clock that jumps as if the process had been stopped: it is far ahead when the alarm first
     * looks.
     */
    @Test
    void afterAStopItsTimeBeginsAnew() throws InterruptedException {
        Iterator<Long> times = List.of(0L, LATE, LATE, LATE + 1).iterator();
        CountDownLatch rung = new CountDownLatch(1);
        try (AlarmClock clock = new AlarmClock(new VitalSigns(), times::next)) {
            clock.set(Duration.ofNanos(1), rung::countDown);
            assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(times.hasNext()).as("it rang at the second look").isFalse();
        }
    }

    @Test
    void whatIsTakenBackAfterAStopDoesNotRing() throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        CountDownLatch rung = new CountDownLatch(1);
        try (AlarmClock clock = new AlarmClock(new VitalSigns(), nanos::get)) {
            Runnable takeBack = clock.set(Duration.ofDays(1), rung::countDown);
            nanos.set(Duration.ofDays(2).toNanos());
            takeBack.run();
            assertThat(clock.count()).isZero();
        }
        assertThat(rung.getCount()).isOne();
    }
}
