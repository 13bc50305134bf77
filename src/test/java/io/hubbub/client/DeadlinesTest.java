package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core.Peer;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.Channel;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which clients are given up, and which are not although they look silent. */
class DeadlinesTest {

    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final Duration SILENCE = BEAT.multipliedBy(2);

    private final Core core = new Core(1);

    private Peer beating() {
        return core.connect(null, core.format, new HeartBeat(Duration.ZERO, BEAT));
    }

    @Test
    void aStopOfTheServerIsNotAClientsSilence() {
        Peer peer = beating();
        core.pass(BEAT);

        core.stop(Duration.ofSeconds(20));
        core.pass(SILENCE);
        assertThat(peer.wire().read()).isEmpty();
        core.pass(Lane.TICK);

        assertThat(peer.wire().read()).containsExactly("ERROR heartbeat-lost");
    }

    @Test
    void aStopOfTheServerIsNotAClientsDelayToConnect() {
        Peer peer = core.open(null);
        core.pass(Duration.ofSeconds(5));

        core.stop(Duration.ofSeconds(20));
        core.pass(core.clients.limits().connectTime());
        assertThat(peer.wire().read()).isEmpty();
        core.pass(Lane.TICK);

        assertThat(peer.wire().read()).containsExactly("ERROR connect-timeout");
    }

    @Test
    void aStopOfTheServerIsNotATimeToReadTheLastWords() {
        Peer peer = beating();
        peer.wire().freeze();
        peer.client().leave(Departure.LEFT);
        core.run();

        core.stop(Duration.ofSeconds(20));
        core.pass(core.clients.limits().closeTime().minus(Lane.TICK));
        assertThat(peer.wire().aborts()).isZero();
        core.pass(Lane.TICK);

        assertThat(peer.wire().aborts()).isEqualTo(1);
    }

    @Test
    void aStopBetweenTheLastLookAndTheJudgementPutsItOff() {
        Peer peer = beating();
        core.pass(SILENCE);

        core.stop(Duration.ofSeconds(2));
        core.pass(SILENCE);

        assertThat(peer.wire().read()).isEmpty();
    }

    @Test
    void whatWaitsToBeReadIsNoSilence() {
        Peer peer = beating();
        peer.wire().unread(true);
        core.pass(SILENCE.multipliedBy(10));
        assertThat(peer.wire().read()).isEmpty();

        peer.wire().unread(false);
        peer.client().heard();
        core.pass(SILENCE);
        assertThat(peer.wire().read()).isEmpty();
        core.pass(Lane.TICK);

        assertThat(peer.wire().read()).containsExactly("ERROR heartbeat-lost");
    }

    @Test
    void whoseBytesAreReadAfterTheFirstLookIsNotLost() {
        Peer peer = beating();
        core.pass(SILENCE);
        peer.client().heard();

        core.pass(SILENCE);

        assertThat(peer.wire().read()).isEmpty();
    }

    @Test
    void theServersBeatsGoOnWhileWhatTheClientSentWaitsToBeRead() {
        Peer peer = core.connect(null, core.format, new HeartBeat(BEAT, BEAT));
        peer.wire().unread(true);

        core.pass(BEAT.multipliedBy(6));

        assertThat(peer.wire().read()).hasSize(6).containsOnly("BEAT");
    }

    @Test
    void whileAFrameIsHandledItsClientIsHeard() {
        Peer peer = beating();
        peer.client().hearing();
        core.pass(SILENCE.multipliedBy(5));
        assertThat(peer.wire().read()).isEmpty();

        peer.client().heard();
        core.pass(SILENCE);
        assertThat(peer.wire().read()).isEmpty();
        core.pass(Lane.TICK);

        assertThat(peer.wire().read()).containsExactly("ERROR heartbeat-lost");
    }

    @Test
    void aConnectThatIsBeingHandledOrWaitsToBeReadIsInTime() {
        Peer handled = core.open(null);
        Peer waiting = core.open(null);
        handled.client().hearing();
        waiting.wire().unread(true);

        core.pass(Duration.ofMinutes(1));

        assertThat(handled.wire().read()).isEmpty();
        assertThat(waiting.wire().read()).isEmpty();
    }

    @Test
    void whoSendsAnythingButConnectIsNotWaitedForForEver() {
        Peer peer = core.open(null);
        peer.wire().unread(true);

        for (int i = 0; i < 21; i++) {
            core.pass(Duration.ofSeconds(1));
            peer.client().heard();
        }

        assertThat(peer.wire().read()).containsExactly("ERROR connect-timeout");
    }

    @Test
    void aClientForWhomNothingIsDueIsNotLookedAt() {
        Counting format = new Counting(core.format);
        HeartBeat rare = new HeartBeat(Duration.ofHours(1), Duration.ofHours(1));
        core.connect(null, format, rare);
        core.run();
        int before = format.looks;

        core.pass(Duration.ofMinutes(30));

        assertThat(format.looks).isEqualTo(before);
    }

    @Test
    void aFrameThatIsHeardOrSentMakesNobodyReckonAnew() {
        Counting format = new Counting(core.format);
        Peer peer = core.connect(null, format, new HeartBeat(BEAT, BEAT));
        core.run();
        int before = format.looks;

        for (int i = 0; i < 1_000; i++) {
            peer.client().heard();
            peer.client().send(new byte[] {'x'});
            core.run();
        }

        assertThat(format.looks).isEqualTo(before);
    }

    @Test
    void aTokenEndsAtItsMomentOfTheWallsClockAlsoWhereThatWasSet() {
        Peer peer = core.connect();
        long end = core.time.epochMillis().getAsLong() + Duration.ofHours(1).toMillis();
        User user = peer.client().user();
        peer.client().become(new Grant(user, user, end));
        core.pass(Duration.ofMinutes(1));
        assertThat(peer.wire().read()).isEmpty();

        core.setWall(Duration.ofMinutes(58));
        core.pass(Duration.ofMillis(59_750));
        assertThat(peer.wire().read()).isEmpty();
        core.pass(Lane.TICK);

        assertThat(peer.wire().read()).containsExactly("ERROR token-expired");
    }

    /**
     * Clients that beat, and some that die, before readers that are slow and a process that is
     * stopped now and then: nobody is lost whose bytes came in time, and who is dead is found.
     */
    @Test
    void whoKeptItsPromiseIsNeverLostAndWhoDiedIsFound() {
        long seed = new Random().nextLong();
        for (int run = 0; run < 40; run++) {
            new Run(new Random(seed + run), "seed " + seed + " run " + run).play();
        }
    }

    private static final class Run {

        private static final int TICKS = 4 * 120;

        private final Core core = new Core(2);
        private final Random random;
        private final String seed;
        private final List<Far> all = new ArrayList<>();

        Run(Random random, String seed) {
            this.random = random;
            this.seed = seed;
        }

        void play() {
            for (int i = 0; i < 10; i++) {
                all.add(new Far(core.connect(null, core.format, new HeartBeat(BEAT, BEAT))));
            }
            core.run();
            for (int tick = 0; tick < TICKS; tick++) {
                boolean stopped = random.nextInt(100) == 0;
                Duration time = stopped ? Duration.ofMillis(random.nextInt(30_000)) : Lane.TICK;
                core.stop(time);
                all.forEach(far -> far.pass(time));
                // Either the lanes are first after a stop, or those who read.
                if (random.nextBoolean()) {
                    core.run();
                }
                all.forEach(Far::read);
                core.run();
                all.forEach(far -> assertThat(far.isLost() && !far.dead).as(seed).isFalse());
            }
            all.forEach(far -> far.dead = true);
            all.forEach(Far::readAll);
            core.pass(SILENCE.plus(Lane.TICK.multipliedBy(2)));
            all.forEach(far -> assertThat(far.isLost()).as(seed).isTrue());
        }

        /** The client's side, and the socket between. */
        private final class Far {

            private final Peer peer;
            private Duration sinceBeat = Duration.ZERO;
            private boolean dead;
            private int waiting;

            Far(Peer peer) {
                this.peer = peer;
            }

            /** It beats however the server is, a little late at times. */
            void pass(Duration time) {
                dead |= random.nextInt(2_000) == 0;
                sinceBeat = sinceBeat.plus(time);
                if (!dead && sinceBeat.compareTo(BEAT) >= 0 && random.nextInt(8) > 0) {
                    sinceBeat = Duration.ZERO;
                    waiting++;
                    peer.wire().unread(true);
                }
            }

            /** Whoever reads may not get to it for long. */
            void read() {
                if (waiting > 0 && random.nextInt(60) == 0) {
                    readAll();
                }
            }

            void readAll() {
                if (waiting > 0) {
                    waiting = 0;
                    peer.wire().unread(false);
                    peer.client().heard();
                }
            }

            boolean isLost() {
                return peer.wire().read().contains("ERROR heartbeat-lost");
            }
        }
    }

    /** Counts how often somebody looked at the client. */
    private static final class Counting implements Format {

        private final Format format;
        private int looks;

        Counting(Format format) {
            this.format = format;
        }

        @Override
        public Dialect dialect(@Nullable String subscription) {
            return format.dialect(subscription);
        }

        @Override
        public String subscriptionId(Channel channel) {
            return format.subscriptionId(channel);
        }

        @Override
        public byte[] error(Refusal refusal) {
            return format.error(refusal);
        }

        @Override
        public byte @Nullable [] farewell(int code, String reason) {
            return format.farewell(code, reason);
        }

        @Override
        public byte[] heartbeat() {
            return format.heartbeat();
        }

        @Override
        public byte @Nullable [] probe() {
            looks++;
            return format.probe();
        }
    }
}
