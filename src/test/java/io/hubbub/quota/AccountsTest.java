package io.hubbub.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final Accounts<String> accounts =
            new Accounts<>(10, Duration.ofSeconds(100), 80, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aBudgetMayBeSpentAtOnceAndFillsUpOverItsPeriod() {
        for (int i = 0; i < 10; i++) {
            assertThat(accounts.hasCredit("ada", 1)).isTrue();
            accounts.charge("ada", 1);
        }
        assertThat(accounts.hasCredit("ada", 1)).isFalse();
        pass(Duration.ofSeconds(10));
        assertThat(accounts.hasCredit("ada", 1)).isTrue();
        accounts.charge("ada", 1);
        assertThat(accounts.hasCredit("ada", 1)).isFalse();
        pass(Duration.ofSeconds(100));
        accounts.charge("ada", 9);
        assertThat(accounts.hasCredit("ada", 1)).isTrue();
    }

    @Test
    void whatIsChargedMayBeMoreThanIsLeftAndIsWaitedFor() {
        assertThat(accounts.hasCredit("ada", 25)).isTrue();
        accounts.charge("ada", 25);
        pass(Duration.ofSeconds(158));
        assertThat(accounts.hasCredit("ada", 1)).isFalse();
        assertThat(accounts.untilCredit("ada", 1))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        pass(Duration.ofSeconds(2));
        assertThat(accounts.hasCredit("ada", 25)).isFalse();
        assertThat(accounts.hasCredit("ada", 1)).isTrue();
        assertThat(accounts.untilCredit("ada", 1)).isZero();
    }

    @Test
    void oneAccountIsNoOthers() {
        accounts.charge("ada", 10);
        assertThat(accounts.hasCredit("ada", 1)).isFalse();
        assertThat(accounts.hasCredit("grace", 10)).isTrue();
    }

    @Test
    void aBudgetOfZeroIsNone() {
        Accounts<String> unbounded = new Accounts<>(0, Duration.ofSeconds(1), 80, now::get);
        unbounded.charge("ada", Long.MAX_VALUE / 2);
        assertThat(unbounded.hasCredit("ada", 1)).isTrue();
        assertThat(unbounded.count()).isZero();
    }

    @Test
    void whoeverComesUnderEverNewNamesFillsNoMemoryAndMakesNobodyForgottenWhoSpentMore() {
        accounts.charge("greedy", 1_000);
        for (int i = 0; i < 10_000; i++) {
            accounts.charge("n" + i, 1);
            assertThat(accounts.count()).isLessThanOrEqualTo(81);
        }
        assertThat(accounts.hasCredit("greedy", 1)).isFalse();
        assertThat(accounts.hasCredit("newcomer", 1)).isTrue();
    }

    @Test
    void accountsThatAreFullAgainAreForgottenFirst() {
        for (int i = 0; i < 40; i++) {
            accounts.charge("old" + i, 1);
        }
        pass(Duration.ofSeconds(11));
        for (int i = 0; i < 41; i++) {
            accounts.charge("new" + i, 10);
        }
        assertThat(accounts.count()).isEqualTo(41);
        assertThat(accounts.hasCredit("new0", 1)).isFalse();
    }
}
