package io.hubbub.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UsageTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final Usage<String> usage = new Usage<>(10, Duration.ofSeconds(100), 80, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aBudgetMayBeSpentAtOnceAndFillsUpOverItsPeriod() {
        for (int i = 0; i < 10; i++) {
            assertThat(usage.hasCredit("ada", 1)).isTrue();
            usage.charge("ada", 1);
        }
        assertThat(usage.hasCredit("ada", 1)).isFalse();
        pass(Duration.ofSeconds(10));
        assertThat(usage.hasCredit("ada", 1)).isTrue();
        usage.charge("ada", 1);
        assertThat(usage.hasCredit("ada", 1)).isFalse();
        pass(Duration.ofSeconds(100));
        usage.charge("ada", 9);
        assertThat(usage.hasCredit("ada", 1)).isTrue();
    }

    @Test
    void whatIsChargedMayBeMoreThanIsLeftAndIsWaitedFor() {
        assertThat(usage.hasCredit("ada", 25)).isTrue();
        usage.charge("ada", 25);
        pass(Duration.ofSeconds(158));
        assertThat(usage.hasCredit("ada", 1)).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(usage.hasCredit("ada", 25)).isFalse();
        assertThat(usage.hasCredit("ada", 1)).isTrue();
    }

    @Test
    void oneAccountIsNoOthers() {
        usage.charge("ada", 10);
        assertThat(usage.hasCredit("ada", 1)).isFalse();
        assertThat(usage.hasCredit("grace", 10)).isTrue();
    }

    @Test
    void aBudgetOfZeroIsNone() {
        Usage<String> unbounded = new Usage<>(0, Duration.ofSeconds(1), 80, now::get);
        unbounded.charge("ada", Long.MAX_VALUE / 2);
        assertThat(unbounded.hasCredit("ada", 1)).isTrue();
        assertThat(unbounded.count()).isZero();
    }

    @Test
    void whoeverComesUnderEverNewNamesFillsNoMemoryAndMakesNobodyForgottenWhoSpentMore() {
        usage.charge("greedy", 1_000);
        for (int i = 0; i < 10_000; i++) {
            usage.charge("n" + i, 1);
            assertThat(usage.count()).isLessThanOrEqualTo(81);
        }
        assertThat(usage.hasCredit("greedy", 1)).isFalse();
        assertThat(usage.hasCredit("newcomer", 1)).isTrue();
    }

    @Test
    void accountsThatAreFullAgainAreForgottenFirst() {
        for (int i = 0; i < 40; i++) {
            usage.charge("old" + i, 1);
        }
        pass(Duration.ofSeconds(11));
        for (int i = 0; i < 41; i++) {
            usage.charge("new" + i, 10);
        }
        assertThat(usage.count()).isEqualTo(41);
        assertThat(usage.hasCredit("new0", 1)).isFalse();
    }
}
