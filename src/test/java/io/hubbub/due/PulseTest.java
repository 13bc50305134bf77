package io.hubbub.due;

import static io.hubbub.due.Pulse.Action.BEAT;
import static io.hubbub.due.Pulse.Action.LOST;
import static io.hubbub.due.Pulse.Action.NOTHING;
import static io.hubbub.due.Pulse.Action.PROBE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PulseTest {

    private static final boolean ANSWERS = true;
    private static final boolean MUTE = false;

    /**
     * The promises out and in, when something was last sent and heard, and now, all in
     * milliseconds.
     */
    @ParameterizedTest
    @CsvSource({
        // the server's beats
        "10000,     0,     0,     0,  9749, NOTHING",
        "10000,     0,     0,     0,  9750, BEAT",
        "10000,     0,  5000,     0, 10000, NOTHING",
        "10000,     0,  5000,     0, 14750, BEAT",
        "    0,     0,     0,     0, 99999, NOTHING",
        // the client's
        "    0, 10000,     0,     0, 19999, NOTHING",
        "    0, 10000,     0,     0, 20000, LOST",
        "    0, 10000,     0, 15000, 34999, NOTHING",
        "    0, 10000,     0, 15000, 35000, LOST",
        // a client that is lost is sent no beat
        "10000, 10000,     0,     0, 20000, LOST",
    })
    void beatsComeWhenPromisedAndSilenceOfTwiceThePromiseIsTheEnd(
            long out, long in, long sent, long heard, long now, Pulse.Action expected) {
        Pulse pulse = new Pulse(0);
        pulse.agree(new HeartBeat(Duration.ofMillis(out), Duration.ofMillis(in)), 0);
        pulse.sent(nanos(sent));

        assertThat(pulse.check(nanos(now), heard(nanos(heard), 0, MUTE))).isEqualTo(expected);
    }

    @Test
    void aClientThatPromisedNothingIsProbedAndThenGivenUp() {
        Pulse pulse = new Pulse(0);
        pulse.agree(HeartBeat.NONE, 0);

        assertThat(actions(pulse, 0, LongStream.of(24, 25, 26, 44, 45)))
                .containsExactly(NOTHING, PROBE, NOTHING, NOTHING, LOST);
    }

    @Test
    void anAnsweredProbeStartsTheWaitAnew() {
        Pulse pulse = new Pulse(0);
        pulse.agree(HeartBeat.NONE, 0);
        actions(pulse, 0, LongStream.of(25));
        pulse.sent(nanos(26_000));

        assertThat(actions(pulse, 26, LongStream.of(45, 50, 51, 70, 71)))
                .containsExactly(NOTHING, NOTHING, PROBE, NOTHING, LOST);
    }

    @Test
    void anAnswerKeepsWhoPromisedNothing() {
        Pulse pulse = new Pulse(0);
        pulse.agree(HeartBeat.NONE, 0);

        assertThat(pulse.check(nanos(60_000), heard(0, nanos(40_000), ANSWERS))).isNotEqualTo(LOST);
    }

    @Test
    void anAnswerDoesNotKeepWhoPromisedHeartBeats() {
        Pulse pulse = new Pulse(0);
        pulse.agree(new HeartBeat(Duration.ZERO, Duration.ofSeconds(20)), 0);

        assertThat(pulse.check(nanos(40_000), heard(0, nanos(39_000), ANSWERS))).isEqualTo(LOST);
    }

    @Test
    void silenceSaysNothingOfAClientThatCannotBeAsked() {
        Pulse pulse = new Pulse(0);
        pulse.agree(HeartBeat.NONE, 0);

        assertThat(pulse.check(nanos(3_600_000), heard(0, 0, MUTE))).isEqualTo(NOTHING);
    }

    @Test
    void aClientThatBeatsAndIsWrittenToIsNotProbed() {
        Pulse pulse = new Pulse(0);
        pulse.agree(new HeartBeat(Duration.ZERO, Duration.ofSeconds(30)), 0);
        pulse.sent(nanos(20_000));

        assertThat(pulse.check(nanos(30_000), heard(0, 0, ANSWERS))).isEqualTo(NOTHING);
    }

    @Test
    void aClientThatBeatsIsProbedWhereNothingElseIsSentToIt() {
        Pulse pulse = new Pulse(0);
        pulse.agree(new HeartBeat(Duration.ZERO, Duration.ofSeconds(30)), 0);

        assertThat(actions(pulse, 24, LongStream.of(24, 25, 26, 50)))
                .containsExactly(NOTHING, PROBE, NOTHING, PROBE);
    }

    @Test
    void silenceFromBeforeTheAgreementIsNotHeldAgainstTheClient() {
        Pulse pulse = new Pulse(0);
        pulse.agree(new HeartBeat(Duration.ZERO, Duration.ofSeconds(1)), nanos(9_000));

        assertThat(pulse.check(nanos(10_999), heard(0, 0, MUTE))).isEqualTo(NOTHING);
        assertThat(pulse.check(nanos(11_000), heard(0, 0, MUTE))).isEqualTo(LOST);
    }

    @Test
    void oneSilenceGetsOneBeatAtATime() {
        Pulse pulse = new Pulse(0);
        pulse.agree(new HeartBeat(Duration.ofSeconds(10), Duration.ZERO), 0);

        assertThat(actions(pulse, 0, LongStream.of(10, 11, 19, 20)))
                .containsExactly(BEAT, NOTHING, NOTHING, BEAT);
    }

    @Test
    void silenceFromBeforeAnybodyCouldListenIsNotHeldAgainstTheClient() {
        Pulse pulse = new Pulse(0);
        pulse.agree(new HeartBeat(Duration.ZERO, Duration.ofSeconds(10)), 0);
        Pulse.Signs stopped = new Pulse.Signs(0, 0, nanos(60_000), MUTE);

        assertThat(pulse.check(nanos(79_999), stopped)).isEqualTo(NOTHING);
        assertThat(pulse.check(nanos(80_000), stopped)).isEqualTo(LOST);
    }

    /** Whatever happened, the moment it names is the first at which it has something to do. */
    @Test
    void itIsAskedNeitherTooEarlyNorTooLate() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            // Anywhere on the clock, also where it overflows.
            long start = random.nextLong();
            Pulse pulse = new Pulse(start);
            pulse.agree(
                    new HeartBeat(some(random), some(random)),
                    start + nanos(random.nextInt(60_000)));
            pulse.sent(start + nanos(random.nextInt(60_000)));
            Pulse.Signs signs =
                    new Pulse.Signs(
                            start + nanos(random.nextInt(60_000)),
                            start + nanos(random.nextInt(60_000)),
                            start + nanos(random.nextInt(60_000)),
                            random.nextBoolean());

            long next = pulse.nextNanos(start, signs);

            assertThat(pulse.check(next - 1, signs)).as("seed %d", seed).isEqualTo(NOTHING);
            if (next - start < Duration.ofDays(1).toNanos()) {
                assertThat(pulse.check(next, signs)).as("seed %d", seed).isNotEqualTo(NOTHING);
            }
        }
    }

    private static Duration some(Random random) {
        return Duration.ofMillis(random.nextInt(3) * random.nextLong(300, 40_000));
    }

    private static List<Pulse.Action> actions(Pulse pulse, long heardSeconds, LongStream seconds) {
        return seconds.mapToObj(now ->
                        pulse.check(
                                nanos(now * 1000), heard(nanos(heardSeconds * 1000), 0, ANSWERS)))
                .toList();
    }

    private static Pulse.Signs heard(long heardNanos, long answeredNanos, boolean answers) {
        return new Pulse.Signs(heardNanos, answeredNanos, 0, answers);
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
