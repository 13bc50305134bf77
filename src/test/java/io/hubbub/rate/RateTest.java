package io.hubbub.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {

    /** A clock that counts nanoseconds may run over while it is used. */
    private static final long NOW = Long.MAX_VALUE - 5;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void aBurstMaySpendASecondsWorthAtOnce() {
        Rate rate = Rate.of(10, 1);

        long earned = rate.spend(NOW, NOW, 10);
        assertThat(rate.debtNanos(earned, NOW)).isZero();

        earned = rate.spend(earned, NOW, 1);
        assertThat(rate.debtNanos(earned, NOW)).isEqualTo(SECOND / 10);
    }

    @Test
    void whatIsEarnedIsNoMoreThanABurstHoweverLongNothingWasSpent() {
        Rate rate = Rate.of(10, 1);

        long earned = rate.spend(NOW, NOW + 1_000 * SECOND, 11);

        assertThat(rate.debtNanos(earned, NOW + 1_000 * SECOND)).isEqualTo(SECOND / 10);
    }

    @Test
    void aBurstMayBeLongerThanASecond() {
        Rate rate = Rate.of(1, 600);

        long earned = rate.spend(NOW, NOW, 600);

        assertThat(rate.debtNanos(earned, NOW)).isZero();
    }

    @Test
    void theSlowestRateWithTheLongestBurstGivesAMomentThatCanBeCompared() {
        Rate rate = Rate.of(1, 6L * Integer.MAX_VALUE);

        long earned = NOW;
        for (int i = 0; i < 100; i++) {
            earned = rate.spend(earned, NOW, Integer.MAX_VALUE);
        }

        assertThat(earned - NOW).isPositive();
        assertThat(rate.debtNanos(earned, NOW)).isNotPositive();
    }

    @Test
    void aDebtGrowsWithoutEverTurningIntoCredit() {
        Rate rate = Rate.of(1, 1);

        long earned = NOW;
        for (int i = 0; i < 100; i++) {
            earned = rate.spend(earned, NOW, Integer.MAX_VALUE);
            assertThat(rate.debtNanos(earned, NOW)).isPositive();
        }
    }
}
