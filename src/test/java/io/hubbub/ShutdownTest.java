package io.hubbub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.desk.Drain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A shutdown whose pauses are a quarter of a second each, without anybody waiting for them. */
class ShutdownTest {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Core core = new Core(2, Core.limits("shutdown-time", "10s", "close-time", "5s"));
    private final Drain drain = new Drain();

    /** What else happens in a pause. */
    private Runnable meanwhile = () -> {};

    private int pauses;

    private final Shutdown shutdown = shutdown(core);

    private Shutdown shutdown(Core of) {
        return new Shutdown(
                drain,
                of.clients,
                of.limits.of(ShutdownLimits.class),
                of.time,
                () -> {
                    pauses++;
                    meanwhile.run();
                    of.pass(PAUSE);
                });
    }

    private List<Peer> connect(int count) {
        return IntStream.range(0, count).mapToObj(_ -> core.connect()).toList();
    }

    private static long dismissed(List<Peer> peers) {
        return peers.stream().filter(peer -> peer.wire().closeCode() == 1012).count();
    }

    @Test
    void eachClientReadsWhatWasSentToItThenWhyThenTheClose() {
        Peer peer = core.connect();
        peer.client().send(new byte[] {'a'});

        shutdown.stop();

        assertThat(peer.wire().read()).containsExactly("a", "ERROR shutting-down");
        assertThat(peer.wire().closeCode()).isEqualTo(1012);
    }

    @Test
    void oneThatNeverSaidConnectIsToldToo() {
        Peer stranger = core.open(null);

        shutdown.stop();

        assertThat(stranger.wire().read()).containsExactly("ERROR shutting-down");
        assertThat(stranger.wire().closeCode()).isEqualTo(1012);
    }

    @Test
    void clientsAreDismissedEvenlyOverTheTimeThereIsForIt() {
        List<Peer> peers = connect(400);
        List<Long> gone = new ArrayList<>();
        meanwhile =
                () -> {
                    core.run();
                    gone.add(dismissed(peers));
                };

        shutdown.stop();

        // In 10 s there are 40 pauses, and a fortieth of the clients is due after each.
        assertThat(gone).startsWith(0L, 10L, 20L, 30L).contains(200L).endsWith(390L, 400L);
    }

    @Test
    void withoutAShutdownTimeAllAreDismissedAtOnce() {
        Core hasty = new Core(1, Core.limits("shutdown-time", "0"));
        IntStream.range(0, 100).forEach(_ -> hasty.connect());

        shutdown(hasty).stop();

        assertThat(hasty.clients.isDeserted()).isTrue();
        assertThat(pauses).isEqualTo(1);
    }

    @Test
    void whereNobodyIsLeftNobodyIsWaitedFor() {
        shutdown.stop();

        assertThat(pauses).isZero();
    }

    @Test
    void theDoorIsClosedFromTheFirstMoment() {
        drain.begin();
        meanwhile =
                () -> {
                    assertThat(drain.isClosed()).isTrue();
                    drain.end();
                    meanwhile = () -> {};
                };

        shutdown.stop();

        assertThat(pauses).isEqualTo(1);
    }

    @Test
    void nobodyIsDismissedWhileAFrameIsUnderWay() {
        List<Peer> peers = connect(10);
        drain.begin();
        meanwhile =
                () -> {
                    core.run();
                    assertThat(dismissed(peers)).isZero();
                    assertThat(drain.isDismissing()).isFalse();
                    if (pauses == 3) {
                        drain.end();
                        meanwhile = () -> {};
                    }
                };

        shutdown.stop();

        assertThat(dismissed(peers)).isEqualTo(10);
        assertThat(drain.isDismissing()).isTrue();
    }

    @Test
    void aFrameThatNeverEndsIsNotWaitedForForever() {
        List<Peer> peers = connect(1);
        drain.begin();

        shutdown.stop();

        assertThat(dismissed(peers)).isEqualTo(1);
        assertThat(pauses)
                .isLessThanOrEqualTo((int) Shutdown.FRAMES_TIME.plusSeconds(10).dividedBy(PAUSE));
    }

    @Test
    void aClientThatDoesNotReadIsCutOffWhenItsTimeIsOver() {
        Peer frozen = core.connect();
        frozen.wire().freeze();
        frozen.client().send(new byte[] {'a'});
        Peer reader = core.connect();

        shutdown.stop();

        assertThat(dismissed(List.of(reader))).isEqualTo(1);
        assertThat(core.clients.isDeserted()).isTrue();
        assertThat(pauses)
                .as("5 s to read, after up to 10 s for the dismissals")
                .isBetween(5 * 4, 16 * 4);
    }

    @Test
    void whatStartsAgainLetsClientsInAgain() {
        shutdown.stop();
        shutdown.start();

        assertThat(drain.isClosed()).isFalse();
        assertThat(drain.isDismissing()).isFalse();
        assertThat(shutdown.isRunning()).isTrue();
    }
}
