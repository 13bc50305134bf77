package io.hubbub.vital;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VitalSignsTest {

    private final VitalSigns signs = new VitalSigns();

    /** A thread that makes a round when the test says so. */
    private static final class Turning implements Rounds {
        private long rounds;

        @Override
        public String name() {
            return "lane-7";
        }

        @Override
        public long rounds() {
            return rounds;
        }

        @Override
        public StackTraceElement[] stack() {
            return Thread.currentThread().getStackTrace();
        }
    }

    @Test
    void onlyAFailureOfTheProcessEndsWhoeverCatchesAll() {
        assertThatThrownBy(() -> VitalSigns.throwIfFatal(new OutOfMemoryError("on purpose")))
                .isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> VitalSigns.throwIfFatal(new InternalError("on purpose")))
                .isInstanceOf(InternalError.class);
        for (Throwable own :
                List.of(
                        new StackOverflowError(),
                        new AssertionError(),
                        new NoClassDefFoundError(),
                        new IllegalStateException())) {
            assertThatCode(() -> VitalSigns.throwIfFatal(own)).doesNotThrowAnyException();
        }
    }

    @Test
    void whatEndsAVitalThreadIsToldWithItsName() throws Exception {
        CountDownLatch dead = new CountDownLatch(1);
        try (ThreadWatchdog watchdog = new ThreadWatchdog(signs, List.of(), dead::countDown)) {
            watchdog.start();
            assertThat(signs.trouble()).isNull();
            Thread lane =
                    Thread.ofPlatform()
                            .name("lane-3")
                            .start(
                                    signs.vital(() -> {
                                        throw new OutOfMemoryError("on purpose");
                                    }));

            assertThat(dead.await(30, TimeUnit.SECONDS)).isTrue();
            lane.join();
        }
        assertThat(signs.trouble()).isEqualTo("lane-3 ended: OutOfMemoryError");
        assertThat(signs.cause()).hasMessage("on purpose");
    }

    @Test
    void aThreadThatEndsInOrderIsNoTrouble() {
        signs.vital(() -> {}).run();

        assertThat(signs.trouble()).isNull();
    }

    @Test
    void whoDoesNotComeRoundHangsAndIsWellAgainWhenItDoes() {
        Turning turning = new Turning();
        try (ThreadWatchdog watchdog = new ThreadWatchdog(signs, List.of(turning), () -> {})) {
            for (int i = 0; i < 3 * ThreadWatchdog.PATIENCE; i++) {
                turning.rounds++;
                watchdog.look();
            }
            for (int i = 1; i < ThreadWatchdog.PATIENCE; i++) {
                watchdog.look();
            }
            assertThat(signs.trouble()).isNull();

            watchdog.look();
            assertThat(signs.trouble()).isEqualTo("lane-7 hangs");
            watchdog.look();
            assertThat(signs.trouble()).isEqualTo("lane-7 hangs");

            turning.rounds++;
            watchdog.look();
            assertThat(signs.trouble()).isNull();
        }
    }
}
