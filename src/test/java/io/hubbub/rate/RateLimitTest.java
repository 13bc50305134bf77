package io.hubbub.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.Limits;
import io.hubbub.client.Time;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    /** Where the machine's own such clock stands is anybody's guess too. */
    private final AtomicLong nowNanos = new AtomicLong(-123_456_789_000L);

    private final Time time = new Time(nowNanos::get, () -> 0);

    private final RateLimit flow =
            flow("messages-per-second", "10", "bytes-per-second", "1000B", "frame-size", "100B");

    private Rates rates(String... limits) {
        Limits all = Core.limits(limits);
        return new Rates(all.of(SendLimits.class), all.of(FrameLimits.class), time);
    }

    private RateLimit flow(String... limits) {
        return rates(limits).flow();
    }

    private void pass(Duration duration) {
        nowNanos.addAndGet(duration.toNanos());
    }

    private void frames(int count) {
        for (int i = 0; i < count; i++) {
            var unused = flow.frame();
        }
    }

    @Test
    void aSecondsWorthOfFramesMayComeAtOnceAndNotOneMore() {
        for (int i = 0; i < 10; i++) {
            assertThat(flow.frame()).isNull();
        }
        assertThat(code(flow.frame())).isEqualTo(ErrorCode.TOO_MANY_MESSAGES);
    }

    @Test
    void aClientThatKeepsToTheRateIsNeverRefused() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(flow.frame()).isNull();
            pass(Duration.ofMillis(100));
        }
    }

    @Test
    void aQuietHourBuysNoMoreThanASecondsWorth() {
        pass(Duration.ofHours(1));
        frames(10);

        assertThat(flow.frame()).isNotNull();
    }

    @Test
    void aRefusedFrameCostsTooSoThatOnlyWaitingHelps() {
        frames(10 + 5);
        pass(Duration.ofMillis(400));
        assertThat(flow.frame()).isNotNull();

        pass(Duration.ofMillis(400));
        assertThat(flow.frame()).isNull();
    }

    @Test
    void aClientThatGoesOnForFiveSecondsWorthIsAFlood() {
        frames(10 + 50);
        assertThat(flow.flood()).isNull();

        frames(1);
        assertThat(code(flow.flood())).isEqualTo(ErrorCode.TOO_MANY_MESSAGES);
    }

    @Test
    void aClientALittleTooFastIsToldLongBeforeItIsAFlood() {
        int told = 0;
        int frames = 0;
        while (flow.flood() == null) {
            frames++;
            told += flow.frame() == null ? 0 : 1;
            pass(Duration.ofMillis(80));
        }
        assertThat(told).isBetween(100, frames - 10);
    }

    @Test
    void bytesOfWhateverKindMakeTheNextFrameOneTooMany() {
        flow.bytes(1_000);
        assertThat(flow.frame()).isNull();

        flow.bytes(1);
        assertThat(code(flow.frame())).isEqualTo(ErrorCode.TOO_MANY_BYTES);
    }

    @Test
    void bytesAloneWithoutOneFrameAreAFlood() {
        flow.bytes(1_000 + 5_000);
        assertThat(flow.flood()).isNull();

        flow.bytes(1);
        assertThat(code(flow.flood())).isEqualTo(ErrorCode.TOO_MANY_BYTES);
    }

    /** In SockJS's JSON a byte may take six. */
    @Test
    void theLongestFrameFitsHoweverLowTheRateIs() {
        RateLimit slow = flow("bytes-per-second", "1B", "frame-size", "100B");
        slow.bytes(600);
        assertThat(slow.frame()).isNull();

        slow.bytes(1);
        assertThat(slow.frame()).isNotNull();
    }

    @Test
    void whatIsNotBoundedIsNotCounted() {
        assertThat(flow("messages-per-second", "0", "bytes-per-second", "0")).isNull();

        RateLimit anyBytes = flow("messages-per-second", "1", "bytes-per-second", "0");
        anyBytes.bytes(Integer.MAX_VALUE);
        assertThat(anyBytes.frame()).isNull();
        assertThat(code(anyBytes.frame())).isEqualTo(ErrorCode.TOO_MANY_MESSAGES);

        RateLimit anyFrames = flow("messages-per-second", "0", "bytes-per-second", "1KB");
        anyFrames.bytes(10);
        for (int i = 0; i < 100_000; i++) {
            assertThat(anyFrames.frame()).isNull();
        }
    }

    @Test
    void ratesBeyondAnySocketAreTaken() {
        RateLimit fast =
                flow(
                        "messages-per-second",
                        String.valueOf(Integer.MAX_VALUE),
                        "bytes-per-second",
                        "2047MB");
        for (int i = 0; i < 1_000; i++) {
            fast.bytes(1_000_000 / 1_000);
            assertThat(fast.frame()).isNull();
        }
        assertThat(fast.flood()).isNull();
    }

    @Test
    void clientsHaveOneAccountEach() {
        Rates rates = rates("messages-per-second", "1");
        RateLimit one = rates.flow();
        RateLimit other = rates.flow();
        one.frame();

        assertThat(one.frame()).isNotNull();
        assertThat(other.frame()).isNull();
    }

    private static ErrorCode code(Refusal refusal) {
        assertThat(refusal).isNotNull();
        return refusal.code();
    }
}
