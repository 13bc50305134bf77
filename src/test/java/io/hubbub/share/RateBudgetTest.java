package io.hubbub.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateBudgetTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RateBudget toll = new RateBudget(1_000, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aSecondsWorthMayBeHadAtOnceAndIsThereAgainAfterASecond() {
        for (int i = 0; i < 3; i++) {
            toll.charge("a", 1_000);
            assertThat(toll.debt("a")).isZero();
            toll.charge("a", 1);
            assertThat(toll.debt("a")).isEqualTo(Duration.ofMillis(1));
            pass(Duration.ofMillis(1_001));
        }
    }

    @Test
    void whatCostsMoreIsHadOnCredit() {
        toll.charge("a", 5_000);
        assertThat(toll.debt("a")).isEqualTo(Duration.ofSeconds(4));
        pass(Duration.ofSeconds(3));
        assertThat(toll.debt("a")).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(toll.debt("a")).isZero();
    }

    @Test
    void oneDoesNotPayForAnother() {
        toll.charge("a", 50_000);
        assertThat(toll.debt("b")).isZero();
    }

    @Test
    void noDebtIsWorkedOffForLongerThanAMinute() {
        toll.charge("a", Long.MAX_VALUE);
        toll.charge("a", Long.MAX_VALUE);
        assertThat(toll.debt("a")).isEqualTo(Duration.ofSeconds(59));
    }

    @Test
    void whatIsNotBoundedCostsNothing() {
        RateBudget free = new RateBudget(0, nanos::get);
        free.charge("a", Long.MAX_VALUE);
        assertThat(free.debt("a")).isZero();
    }
}
