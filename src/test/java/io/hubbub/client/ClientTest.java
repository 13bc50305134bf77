package io.hubbub.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core.Peer;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientTest {

    private static final int OUTBOX_BYTES = 100;

    private final Core core = new Core(1, Core.limits(OUTBOX_BYTES, 2));

    @Test
    void framesArriveInTheOrderTheyWereSent() {
        Peer peer = core.connect();

        for (int i = 0; i < 10; i++) {
            peer.client().send(frame("f" + i));
        }
        core.run();

        assertThat(peer.wire().read())
                .containsExactly("f0", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9");
    }

    @Test
    void aBatchWritesToAClientOnceHoweverOftenItTouchesIt() {
        Peer peer = core.connect();
        core.run();
        int before = peer.wire().writes();

        for (int i = 0; i < 40; i++) {
            peer.client().send(frame("f"));
        }
        core.batch();

        assertThat(peer.wire().read()).hasSize(40);
        assertThat(peer.wire().writes()).isEqualTo(before + 1);
    }

    @Test
    void aClientWhoseOutboxIsFullReadsTheReasonInPlaceOfWhatWaitedAndIsClosedWith4000() {
        Peer peer = core.connect();
        peer.wire().full();
        peer.client().send(frame("being written"));
        core.run();
        for (int i = 0; i < 10; i++) {
            peer.client().send(new byte[OUTBOX_BYTES / 8]);
        }
        core.run();
        assertThat(peer.wire().closes()).as("closed while its last frames wait").isZero();

        peer.wire().release();
        core.run();

        assertThat(peer.wire().read()).containsExactly("being written", "ERROR outbox-full");
        assertThat(peer.wire().closeCode()).isEqualTo(4000);
        assertThat(departures()).containsExactly(Departure.OUTBOX_FULL);
    }

    @Test
    void oneBatchMayBringMoreThanAnOutboxHoldsToAClientThatReads() {
        Peer peer = core.connect();
        core.run();

        for (int i = 0; i < 40; i++) {
            peer.client().send(new byte[OUTBOX_BYTES / 8]);
        }
        core.batch();

        assertThat(peer.wire().read()).hasSize(40);
        assertThat(peer.client().isClosing()).isFalse();
    }

    @Test
    void anOutboxThatIsFullToItsLastByteIsNotYetTooFull() {
        Peer peer = core.connect();
        peer.wire().full();
        peer.client().send(new byte[OUTBOX_BYTES / 2]);
        core.run();
        peer.client().send(new byte[OUTBOX_BYTES / 2]);
        core.run();

        peer.wire().release();
        core.run();

        assertThat(peer.wire().read()).hasSize(2);
        assertThat(peer.wire().closes()).isZero();
    }

    @Test
    void theCloseFollowsAllThatWasSentBefore() {
        Peer peer = core.connect();
        peer.wire().full();
        peer.client().send(frame("a"));
        peer.client().send(frame("b"));
        peer.client().leave(Departure.LEFT);
        core.run();
        assertThat(peer.wire().closes()).isZero();

        peer.wire().release();
        core.run();

        assertThat(peer.wire().read()).containsExactly("a", "b");
        assertThat(peer.wire().closeCode()).isEqualTo(1000);
        assertThat(departures()).containsExactly(Departure.LEFT);
    }

    @Test
    void aFailureIsSaidAndThenClosesOnce() {
        Peer peer = core.connect();

        peer.client().fail(new Refusal(ErrorCode.BAD_FRAME), Departure.PROTOCOL_ERROR);
        peer.client().fail(new Refusal(ErrorCode.DISCONNECTED), Departure.DISCONNECTED);
        peer.client().leave(Departure.LEFT);
        core.run();

        assertThat(peer.wire().read()).containsExactly("ERROR bad-frame");
        assertThat(peer.wire().closeCode()).isEqualTo(4500);
        assertThat(peer.wire().closes()).isEqualTo(1);
        assertThat(departures()).containsExactly(Departure.PROTOCOL_ERROR);
    }

    @Test
    void theTransportsOwnFarewellIsTheLastThatIsRead() {
        Peer peer = core.connect(null, new PlainFormat(true), HeartBeat.NONE);

        peer.client().send(frame("a"));
        peer.client().fail(new Refusal(ErrorCode.BAD_FRAME), Departure.PROTOCOL_ERROR);
        peer.client().send(frame("late"));
        core.run();

        assertThat(peer.wire().read()).containsExactly("a", "ERROR bad-frame", "CLOSE 4500");
    }

    @Test
    void nothingIsDeliveredAfterTheClosingBegan() {
        Peer peer = core.connect();
        peer.wire().full();
        peer.client().send(frame("before"));
        peer.client().leave(Departure.LEFT);
        peer.client().send(frame("after"));
        core.run();
        peer.client().send(frame("long after"));
        peer.wire().release();
        core.run();

        assertThat(peer.wire().read()).containsExactly("before");
    }

    @Test
    void aClientThatDoesNotReadItsLastFramesIsCutOffAtTheDeadline() {
        Peer peer = core.connect();
        peer.wire().full();
        peer.client().send(frame("never read"));
        peer.client().leave(Departure.LEFT);

        core.pass(Duration.ofMillis(4_750));
        assertThat(peer.wire().aborts()).isZero();
        core.pass(Duration.ofMillis(250));
        assertThat(peer.wire().aborts()).isEqualTo(1);
        assertThat(departures()).containsExactly(Departure.LEFT);
    }

    @Test
    void aClientThatDoesNotAnswerTheCloseIsCutOffToo() {
        Peer peer = core.connect();
        peer.wire().freeze();
        peer.client().leave(Departure.LEFT);
        core.run();
        assertThat(peer.wire().closes()).isEqualTo(1);

        core.pass(Duration.ofSeconds(6));

        assertThat(peer.wire().aborts()).isEqualTo(1);
        assertThat(core.clients.count()).isZero();
    }

    @Test
    void aClientThatDoesNotConnectInTimeIsTold() {
        Peer peer = core.open(null);

        core.pass(Duration.ofSeconds(10));
        assertThat(peer.wire().read()).isEmpty();
        core.pass(Lane.TICK);

        assertThat(peer.wire().read()).containsExactly("ERROR connect-timeout");
        assertThat(peer.wire().closeCode()).isEqualTo(4002);
        assertThat(core.happened()).as("nobody knew of it").isEmpty();
    }

    @Test
    void heartBeatsAreSentWhenNothingElseIsAndASilentClientIsLost() {
        HeartBeat beats = new HeartBeat(Duration.ofSeconds(10), Duration.ofSeconds(15));
        Peer peer = core.connect(null, core.format, beats);

        core.pass(Duration.ofSeconds(10));
        assertThat(peer.wire().read()).containsExactly("BEAT");
        peer.client().heard();
        core.pass(Duration.ofSeconds(30).plus(Lane.TICK));

        assertThat(peer.wire().read()).endsWith("BEAT", "ERROR heartbeat-lost");
        assertThat(peer.wire().closeCode()).isEqualTo(4001);
        assertThat(departures()).containsExactly(Departure.HEARTBEAT_LOST);
    }

    @Test
    void anIdleClientWithoutHeartBeatsIsProbedAndStays() {
        Peer peer = core.connect(null, new PlainFormat(true), HeartBeat.NONE);

        for (int i = 0; i < 8; i++) {
            core.pass(Duration.ofSeconds(30));
            peer.client().heard();
        }

        // In four minutes one every 25 seconds, as nothing else is sent to it.
        assertThat(peer.wire().read()).hasSize(9).containsOnly("PROBE");
    }

    @Test
    void withoutAConnectTimeASocketMayStaySilent() {
        Core patient = new Core(1, Core.limits("connect-time", "0"));
        Peer peer = patient.open(null);

        patient.pass(Duration.ofHours(1));

        assertThat(peer.client().isClosing()).isFalse();
    }

    @Test
    void aWriteThatFailsEndsTheConnectionRatherThanLeaveAGap() {
        Peer broken = core.connect();
        Peer well = core.connect();
        broken.wire().breaks();

        broken.client().send(frame("lost"));
        well.client().send(frame("arrives"));
        core.run();

        assertThat(broken.wire().aborts()).isEqualTo(1);
        assertThat(well.wire().read()).containsExactly("arrives");
        assertThat(core.clients.count()).isEqualTo(1);
    }

    @Test
    void aSubscriptionBeyondTheBoundIsRefused() {
        Client client = core.connect().client();

        assertThat(client.subscribe(subscription(client, "1"))).isNull();
        assertThat(client.subscribe(subscription(client, "2"))).isNull();
        assertThat(client.subscribe(subscription(client, "3")))
                .isEqualTo(new Refusal(ErrorCode.TOO_MANY_SUBSCRIPTIONS));
        client.unsubscribe("1");
        assertThat(client.subscribe(subscription(client, "3"))).isNull();
    }

    @Test
    void aSubscriptionIdIsTakenOnce() {
        Client client = core.connect().client();
        Subscription first = subscription(client, "1");
        client.subscribe(first);

        assertThat(client.subscribe(subscription(client, "1")).code())
                .isEqualTo(ErrorCode.BAD_FRAME);
        assertThat(client.subscription("1")).isSameAs(first);
    }

    @Test
    void manySubscriptionsAreFoundInTheOrderInWhichTheyCameAndAreFreedAgain() {
        Core wide = new Core(1, Core.limits("subscriptions-per-client", "40"));
        Client client = wide.connect().client();
        for (int i = 0; i < 40; i++) {
            assertThat(client.subscribe(subscription(client, "s" + i))).isNull();
        }
        assertThat(client.subscribe(subscription(client, "more")).code())
                .isEqualTo(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
        client.unsubscribe("s39");
        assertThat(client.subscribe(subscription(client, "s7")).message()).contains("in use");
        assertThat(client.subscribe(subscription(client, "s39"))).isNull();

        for (int i = 0; i < 40; i += 2) {
            assertThat(client.unsubscribe("s" + i).id()).isEqualTo("s" + i);
            assertThat(client.unsubscribe("s" + i)).isNull();
        }

        assertThat(client.subscriptions())
                .extracting(Subscription::id)
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "s" + (2 * i + 1)).toList());
        assertThat(client.subscription("s39")).isNotNull();
        assertThat(client.subscription("s38")).isNull();
    }

    @Test
    void aClientThatEndedHoldsNothingAndTakesNothing() {
        Client client = core.connect().client();
        client.subscribe(subscription(client, "1"));
        client.ended();
        core.run();

        assertThat(client.subscriptions()).isEmpty();
        assertThat(client.unsubscribe("1")).isNull();
        assertThat(client.subscribe(subscription(client, "2")))
                .isEqualTo(new Refusal(ErrorCode.DISCONNECTED));
    }

    @Test
    void aConnectAcceptedAfterTheEndListsNobody() {
        Peer peer = core.open(null);
        peer.client().ended();
        core.run();

        peer.client().connected(core.format, HeartBeat.NONE);
        peer.client().announce(new byte[0]);
        core.run();

        assertThat(core.clients.count()).isZero();
        assertThat(core.clients.ofUser(peer.client().user().name())).isEmpty();
        assertThat(core.happened()).isEmpty();
    }

    @Test
    void endingTwiceIsEndingOnce() {
        Peer peer = core.connect();

        peer.client().ended();
        peer.client().ended();
        core.run();

        assertThat(departures()).containsExactly(Departure.CONNECTION_LOST);
        assertThat(core.clients.departed(Departure.CONNECTION_LOST)).isEqualTo(1);
    }

    @Test
    void aUsersClientsAreFoundUntilTheyEnd() {
        User alice = new User("alice", false, Set.of());
        Client one = core.connect(alice, core.format, HeartBeat.NONE).client();
        Client two = core.connect(alice, core.format, HeartBeat.NONE).client();
        core.run();
        assertThat(core.clients.ofUser("alice")).containsExactly(one, two);
        assertThat(core.clients.find(one.id())).isSameAs(one);

        one.ended();
        core.run();
        assertThat(core.clients.ofUser("alice")).containsExactly(two);
        two.ended();
        core.run();
        assertThat(core.clients.ofUser("alice")).isEmpty();
        assertThat(core.clients.find(one.id())).isNull();
    }

    @Test
    void aClientIsUnknownUntilItConnects() {
        Client client = core.open(null).client();
        core.run();

        assertThat(core.clients.find(client.id())).isNull();
        assertThat(core.clients.count()).isZero();
    }

    @Test
    void aPrivateMessageGoesToEachListenerOfItsPathAndToNoOther() {
        Peer peer = core.connect();
        Peer other = core.connect();
        peer.client().subscribe(listener(peer.client(), "a", "queue/errors"));
        peer.client().subscribe(listener(peer.client(), "b", "queue/replies"));
        other.client().subscribe(listener(other.client(), "a", "queue/errors"));

        core.clients.deliverPrivately(peer.client(), "queue/errors", envelope("no"));
        core.run();

        assertThat(peer.wire().read()).containsExactly("a id no");
        assertThat(other.wire().read()).isEmpty();
    }

    @Test
    void aPrivateMessageIsHandedOverWhenItIsInTheOutboxAndNotBefore() {
        Peer peer = core.connect();
        peer.client().subscribe(listener(peer.client(), "a", "queue/x"));
        AtomicInteger handedOver = new AtomicInteger();

        core.clients.deliverPrivately(
                peer.client(), "queue/x", envelope("hello"), handedOver::incrementAndGet);
        assertThat(handedOver).hasValue(0);
        core.run();
        assertThat(handedOver).hasValue(1);

        core.clients.deliverPrivately(
                peer.client(), "queue/nobody", envelope("hello"), handedOver::incrementAndGet);
        assertThat(handedOver).hasValue(2);
    }

    @Test
    void theLastEventSaysHowLongHowMuchAndWhy() {
        Peer peer = core.connect();
        peer.client().countReceived();
        peer.client().countReceived();
        peer.client().subscribe(listener(peer.client(), "a", "queue/x"));
        core.clients.deliverPrivately(peer.client(), "queue/x", envelope("hello"));
        core.pass(Duration.ofSeconds(3));
        peer.client().leave(Departure.LEFT);
        core.run();

        User user = peer.client().user();
        assertThat(core.happened())
                .containsExactly(
                        new ClientConnected("c1", user, Core.ORIGIN),
                        new ClientDisconnected(
                                "c1",
                                user,
                                Core.ORIGIN,
                                Departure.LEFT,
                                Duration.ofSeconds(3),
                                2,
                                1,
                                List.of()));
    }

    @Test
    void aMessageThatTheOutboxRefusedIsNotCountedAsDelivered() {
        Peer peer = core.connect();
        peer.wire().full();
        peer.client().subscribe(listener(peer.client(), "a", "queue/x"));
        String body = "x".repeat(OUTBOX_BYTES / 2);
        for (int i = 0; i < 5; i++) {
            core.clients.deliverPrivately(peer.client(), "queue/x", envelope(body));
        }
        core.run();
        peer.client().ended();
        core.run();

        assertThat(core.lanes.get(0).delivered()).isEqualTo(1);
        assertThat(core.happened())
                .last()
                .isInstanceOfSatisfying(
                        ClientDisconnected.class,
                        event -> assertThat(event.delivered()).isEqualTo(1));
    }

    private List<Departure> departures() {
        return core.happened().stream()
                .filter(ClientDisconnected.class::isInstance)
                .map(event -> ((ClientDisconnected) event).departure())
                .toList();
    }

    private Subscription subscription(Client client, String id) {
        return listener(client, id, "queue/x");
    }

    private static Subscription listener(Client client, String id, String path) {
        return new Subscription(client, id, new Source.Private(path), client.format().dialect(id));
    }

    private static Envelope envelope(String body) {
        return new Envelope(
                new Channel.OfUser("x"),
                "id",
                new Message("message", null, Map.of(), frame(body), null, null, 0));
    }

    private static byte[] frame(String text) {
        return PlainFormat.utf8(text);
    }

    @Test
    void ofThoseWhoDoNotReadTheOneThatHeldSomethingFirstGivesWay() {
        Core small = new Core(1, Core.limits("held-size-per-address", "400KB"));
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Peer peer = small.connect();
            peers.add(peer);
            peer.wire().full();
            peer.client().send(new byte[100_000]);
            small.run();
        }

        assertThat(peers.stream().map(peer -> peer.client().isClosing()))
                .containsExactly(true, false, false, false);
        small.pass(small.clients.limits().closeTime().plusSeconds(1));
        assertThat(small.clients.departed(Departure.HELD_FULL)).isEqualTo(1);
        assertThat(small.clients.count()).isEqualTo(3);
        assertThat(small.clients.budget().held()).isBetween(290_000L, 310_000L);

        peers.get(1).wire().release();
        small.run();
        assertThat(small.clients.budget().held()).isBetween(190_000L, 210_000L);
        peers.forEach(peer -> peer.client().ended());
        small.run();
        assertThat(small.clients.isDeserted()).isTrue();
    }

    @Test
    void whatAClientThatGivesWayStillSendsIsIgnoredBeforeItsLaneCloses() {
        Core small = new Core(1, Core.limits("held-size-per-address", "100KB"));
        Peer oldest = small.connect();
        small.run();

        assertThat(oldest.client().account().passing().hold(90_000)).isNull();

        assertThat(oldest.client().isEnding()).isTrue();
        assertThat(oldest.client().isClosing()).isFalse();
        small.run();
        assertThat(oldest.client().isClosing()).isTrue();
    }
}
