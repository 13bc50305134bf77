package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.security.LoginAttempts.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginAttemptsTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final AtomicLong nanos = new AtomicLong();
    private final LoginAttempts attempts = new LoginAttempts(3, 5, WINDOW, nanos::get);

    @Test
    void aUserHasSoManyTriesFromWhereverTheyCome() {
        assertThat(tries("alice", "192.0.2.1", 2)).isEqualTo(2);
        assertThat(tries("alice", "192.0.2.2", 2)).isEqualTo(1);
        assertThat(tries("alice", "192.0.2.3", 1)).isZero();
        assertThat(tries("bob", "192.0.2.3", 1)).isEqualTo(1);
    }

    @Test
    void anAddressHasSoManyTriesForWhomever() {
        for (int i = 0; i < 5; i++) {
            assertThat(tries("user" + i, "192.0.2.1", 1)).isEqualTo(1);
        }
        assertThat(tries("user9", "192.0.2.1", 1)).isZero();
        assertThat(tries("user9", "192.0.2.2", 1)).isEqualTo(1);
    }

    @Test
    void whatIsGivenBackDoesNotCount() {
        for (int i = 0; i < 100; i++) {
            attempts.reserve("alice", "192.0.2.1").giveBack();
        }
        assertThat(tries("alice", "192.0.2.1", 4)).isEqualTo(3);
    }

    @Test
    void aTryThatIsRefusedForTheUserIsNotTheAddresss() {
        tries("alice", "192.0.2.2", 3);
        tries("alice", "192.0.2.1", 100);
        assertThat(tries("bob", "192.0.2.1", 3)).isEqualTo(3);
    }

    @Test
    void theWindowBeginsWithTheFirstFailureAndEnds() {
        tries("alice", "192.0.2.1", 1);
        nanos.addAndGet(WINDOW.toNanos() - 1);
        assertThat(tries("alice", "192.0.2.1", 9)).isEqualTo(2);
        nanos.addAndGet(1);
        assertThat(tries("alice", "192.0.2.1", 9)).isEqualTo(3);
    }

    @Test
    void zeroIsNoBound() {
        LoginAttempts unbounded = new LoginAttempts(0, 0, WINDOW, nanos::get);
        for (int i = 0; i < 1_000; i++) {
            assertThat(unbounded.reserve("alice", "192.0.2.1")).isNotNull();
        }
    }

    @Test
    void theCaseOfANameAndTheEndOfALongOneGiveNoMoreTries() {
        assertThat(tries("alice", "192.0.2.1", 2) + tries("ALICE", "192.0.2.1", 2)).isEqualTo(3);
        String endless = "x".repeat(200);
        assertThat(tries(endless + "a", "192.0.2.2", 2) + tries(endless + "b", "192.0.2.2", 2))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
        "2001:db8:1:2::1, 2001:DB8:1:2:0::1,    true",
        "2001:db8:1:2::1, 2001:db8:1:3::1,      false",
        "::ffff:192.0.2.1, 192.0.2.1,           false",
        "::ffff:192.0.2.1, ::ffff:192.0.2.2,    false",
        "192.0.2.1,       192.0.2.2,            false",
        "unknown,         unknown,              true",
        "unknown,         other,                false",
    })
    void anIpv6AddressIsKnownByItsNetwork(String one, String other, boolean same) {
        for (int i = 0; i < 5; i++) {
            tries("user" + i, one, 1);
        }
        assertThat(tries("someone", other, 1)).isEqualTo(same ? 0 : 1);
    }

    /** Two threads try at the same moment to get the last attempt, again and again. */
    @Test
    void ofTwoThreadsAtOnceOneGetsTheLastTry() throws Exception {
        int rounds = 3_000;
        LoginAttempts single = new LoginAttempts(1, 0, WINDOW, nanos::get);
        AtomicInteger arrived = new AtomicInteger();
        AtomicInteger got = new AtomicInteger();
        Callable<Integer> oneThread =
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        arrived.incrementAndGet();
                        while (arrived.get() < 2 * (i + 1)) {
                            Thread.onSpinWait();
                        }
                        Attempt attempt = single.reserve("user" + i, "192.0.2.1");
                        got.addAndGet(attempt == null ? 0 : 1);
                    }
                    return rounds;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Integer> done : threads.invokeAll(List.of(oneThread, oneThread))) {
                assertThat(done.get()).isEqualTo(rounds);
            }
        }
        assertThat(got).hasValue(rounds);
    }

    private int tries(String user, String address, int times) {
        int got = 0;
        for (int i = 0; i < times; i++) {
            got += attempts.reserve(user, address) == null ? 0 : 1;
        }
        return got;
    }
}
