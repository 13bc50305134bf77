package io.hubbub.engine.embedded.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchdogTest {

    @Test
    void whatHangsIsGivenUpAndItsLateResultClosed() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        assertThatThrownBy(() ->
                        Watchdog.within(
                                1,
                                () -> {
                                    passes(hanging);
                                    return (AutoCloseable) closed::countDown;
                                }))
                .isInstanceOf(TimeoutException.class);
        assertThat(closed.getCount()).isOne();
        hanging.countDown();
        assertThat(passes(closed)).isTrue();
    }

    @Test
    void whatItGivesOrThrowsComesBack() throws Exception {
        AutoCloseable result = () -> {};
        assertThat(Watchdog.within(60, () -> result)).isSameAs(result);
        UnusableStoreException failure = new UnusableStoreException("no", null);
        assertThatThrownBy(() ->
                        Watchdog.<AutoCloseable>within(
                                60,
                                () -> {
                                    throw failure;
                                }))
                .isSameAs(failure);
    }

    private static boolean passes(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
