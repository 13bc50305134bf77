package io.hubbub.room;

import static io.hubbub.room.House.bounded;
import static io.hubbub.room.House.message;
import static io.hubbub.room.House.name;
import static io.hubbub.room.House.names;
import static io.hubbub.room.House.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.ClientDisconnected;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.client.PlainFormat;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.Routing;
import io.hubbub.message.User;
import io.hubbub.namespace.Namespace;
import io.hubbub.replay.ReplayRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RoomsTest {

    private final House house = new House(2);
    private final Rooms rooms = house.rooms;

    @Test
    void aJoinIsDecidedUnderTheClientsMonitorAsOfTheMomentWhenItTakesItsPlace() {
        Peer peer = house.connect();
        List<Boolean> held = new ArrayList<>();
        Refusal refusal = new Refusal(ErrorCode.NOT_ALLOWED);

        Refusal told =
                rooms.join(
                        peer.client(),
                        name("chat/a"),
                        () -> {
                            held.add(Thread.holdsLock(peer.client()));
                            return held.size() == 1
                                    ? Result.done(new Namespace("chat", House.OPEN))
                                    : Result.refused(refusal);
                        },
                        "s",
                        peer.client().format().dialect("s"),
                        ReplayRequest.LIVE,
                        Joined.NOTHING);

        assertThat(told).isEqualTo(refusal);
        assertThat(held).containsExactly(false, true);
        assertThat(rooms.exists(name("chat/a"))).isFalse();
        assertThat(rooms.roomNames(peer.client())).isEmpty();
        assertThat(house.core.happened()).noneMatch(RoomEvent.class::isInstance);
    }

    // ---------------------------------------------------------------- joining, leaving, publishing

    @Test
    void membersReadWhatIsPublishedBetweenTheirJoinAndTheirLeave() {
        Peer peer = house.member("chat/a");
        Peer other = house.member("chat/a");
        house.publish("one", "chat/a");
        house.leave(peer, "chat/a");
        house.publish("two", "chat/a");
        house.join(peer, "chat/a", "again");
        house.publish("three", "chat/a");
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/a e1:1 one", "again e1:3 three");
        assertThat(other.wire().read())
                .containsExactly("chat/a e1:1 one", "chat/a e1:2 two", "chat/a e1:3 three");
    }

    @Test
    void nobodyElseReadsIt() {
        Peer elsewhere = house.member("chat/b", "main/a");
        house.member("chat/a");
        house.publish("one", "chat/a");
        house.run();

        assertThat(elsewhere.wire().read()).isEmpty();
    }

    @Test
    void aJoinTakesItsPlaceAmongTheMessagesWhenItIsAskedForAndNotWhenTheLaneComesToIt() {
        Peer peer = house.member("chat/a");
        Peer late = house.connect();
        house.publish("before", "chat/a");
        house.join(late, "chat/a", "s");
        house.publish("after", "chat/a");
        house.leave(peer, "chat/a");
        house.publish("last", "chat/a");
        house.run();

        assertThat(late.wire().read()).containsExactly("s e1:2 after", "s e1:3 last");
        assertThat(peer.wire().read()).containsExactly("chat/a e1:1 before", "chat/a e1:2 after");
    }

    @Test
    void joinedAndLeftAreSaidOnceTheyTookEffect() {
        Peer peer = house.connect();
        List<String> said = new ArrayList<>();
        Joins.join(
                rooms,
                peer.client(),
                name("chat/a"),
                House.OPEN,
                "s",
                "s",
                ReplayRequest.LIVE,
                (_, _) -> said.add("joined"));
        assertThat(said).isEmpty();
        house.run();
        assertThat(said).containsExactly("joined");

        rooms.leave(peer.client(), "s", _ -> said.add("left"));
        house.run();
        assertThat(said).containsExactly("joined", "left");
    }

    @Test
    void oneRoomUnderTwoIdsIsReadTwiceByOneMember() {
        Peer peer = house.connect();
        house.join(peer, "chat/a", "x");
        house.join(peer, "chat/a", "y");
        house.publish("one", "chat/a");
        house.run();
        assertThat(peer.wire().read()).containsExactlyInAnyOrder("x e1:1 one", "y e1:1 one");
        assertThat(rooms.members(name("chat/a"))).containsExactly(peer.client());

        house.leave(peer, "x");
        house.publish("two", "chat/a");
        house.run();
        assertThat(rooms.isMember(peer.client(), name("chat/a"))).isTrue();
        assertThat(peer.wire().read()).endsWith("y e1:2 two").hasSize(3);

        house.leave(peer, "y");
        assertThat(rooms.isMember(peer.client(), name("chat/a"))).isFalse();
    }

    @Test
    void leavingNeedsASubscriptionToARoom() {
        Peer peer = house.connect();
        Source.Private there = new Source.Private("queue/errors");
        peer.client().subscribe(new Subscription(peer.client(), "p", there, null));

        assertThat(house.leave(peer, "unknown")).isFalse();
        assertThat(house.leave(peer, "p")).isFalse();
        assertThat(peer.client().subscription("p")).isNotNull();
    }

    @Test
    void aMessageToARoomThatDoesNotExistIsHandedOverAtOnce() {
        AtomicInteger handedOver = new AtomicInteger();

        rooms.publish(to("one", "chat/nowhere"), _ -> handedOver.incrementAndGet());

        assertThat(handedOver).hasValue(1);
        assertThat(rooms.exists(name("chat/nowhere"))).isFalse();
        assertThat(rooms.published()).isEqualTo(1);
    }

    @Test
    void handedOverIsCalledOnceAndOnlyAfterTheLastLane() {
        Peer left = house.member("chat/a");
        Peer right = house.member("chat/a");
        assertThat(left.client().lane()).isNotEqualTo(right.client().lane());
        house.run();
        List<String> seen = new ArrayList<>();

        rooms.publish(
                to("one", "chat/a"),
                _ -> seen.add(left.client().lane().delivered() + "+" + counted(right)));
        assertThat(seen).isEmpty();
        house.run();

        assertThat(seen).as("the first lane has delivered, the last is at it").hasSize(1);
        assertThat(seen.getFirst()).startsWith("1+");
    }

    private static long counted(Peer peer) {
        return peer.client().lane().delivered();
    }

    @Test
    void whoseMessageCannotBeWrittenIsClosedRatherThanLeftWithAGap() {
        Peer peer = house.core.connect(null, new FailingFormat(new PlainFormat()), HeartBeat.NONE);
        house.join(peer, "chat/a", "s");
        Peer other = house.member("chat/a");
        AtomicInteger handedOver = new AtomicInteger();

        rooms.publish(to("one", "chat/a"), _ -> handedOver.incrementAndGet());
        house.run();

        assertThat(handedOver).hasValue(1);
        assertThat(peer.wire().read()).containsExactly("ERROR server-error");
        assertThat(peer.wire().closeCode()).isEqualTo(4003);
        assertThat(other.wire().read()).containsExactly("chat/a e1:1 one");
    }

    // ---------------------------------------------------------------- whom it is for

    @Test
    void theUnionOfRoomsReadsAMessageOnce() {
        Peer both = house.member("chat/a", "chat/b");
        Peer one = house.member("chat/b");
        Peer reversed = house.member("chat/b", "chat/a");
        house.publish("hi", "chat/a", "chat/b", "chat/a", "chat/nowhere");
        house.run();

        assertThat(both.wire().read()).containsExactly("chat/a e1:1 hi");
        assertThat(reversed.wire().read()).containsExactly("chat/a e1:1 hi");
        assertThat(one.wire().read()).containsExactly("chat/b e2:1 hi");
    }

    @Test
    void inAUnionEachSubscriptionToTheFirstRoomIsServed() {
        Peer peer = house.connect();
        house.join(peer, "chat/a", "x");
        house.join(peer, "chat/a", "y");
        house.join(peer, "chat/b", "z");
        house.publish("hi", "chat/a", "chat/b");
        house.run();

        assertThat(peer.wire().read()).containsExactlyInAnyOrder("x e1:1 hi", "y e1:1 hi");
    }

    @Test
    void membersOfAnExceptedRoomReadNothing() {
        Peer in = house.member("chat/a");
        Peer out = house.member("chat/a", "chat/muted");
        rooms.publish(
                new Publication(
                        Routing.to(names("chat/a"))
                                .exceptRooms(names("chat/muted", "chat/nowhere")),
                        false,
                        message("hi")),
                _ -> {});
        house.publish("all", "chat/a");
        house.run();

        assertThat(in.wire().read()).containsExactly("chat/a e1:1 hi", "chat/a e1:2 all");
        assertThat(out.wire().read()).containsExactly("chat/a e1:2 all");
    }

    @Test
    void aSenderWithoutEchoAndExceptedClientsReadNothing() {
        Peer sender = house.member("chat/a");
        Peer excepted = house.member("chat/a");
        Peer reader = house.member("chat/a");
        rooms.publish(
                new Publication(
                        Routing.to(names("chat/a"))
                                .exceptClients(List.of(excepted.client().id(), "unknown"))
                                .withoutEcho(),
                        false,
                        message("hi", sender.client())),
                _ -> {});
        house.run();

        assertThat(sender.wire().read()).isEmpty();
        assertThat(excepted.wire().read()).isEmpty();
        assertThat(reader.wire().read()).containsExactly("chat/a e1:1 hi");
    }

    // ---------------------------------------------------------------- volatile

    @Test
    void aVolatileMessageIsDroppedAndCountedForAClientThatIsBehind() {
        Peer behind = house.member("chat/a");
        Peer reader = house.member("chat/a");
        behind.wire().full();
        house.publish("kept", "chat/a");
        house.run();
        rooms.publish(ephemeral("dropped"), _ -> {});
        house.run();
        house.publish("kept too", "chat/a");
        behind.wire().release();
        house.run();
        rooms.publish(ephemeral("read"), _ -> {});
        house.run();

        assertThat(reader.wire().read())
                .containsExactly(
                        "chat/a e1:1 kept",
                        "chat/a v:1 dropped",
                        "chat/a e1:2 kept too",
                        "chat/a v:2 read");
        assertThat(behind.wire().read())
                .containsExactly("chat/a e1:1 kept", "chat/a e1:2 kept too", "chat/a v:2 read");
        assertThat(rooms.dropped()).isEqualTo(1);
    }

    private static Publication ephemeral(String body) {
        return new Publication(Routing.to(names("chat/a")), true, message(body));
    }

    // ---------------------------------------------------------------- bounds

    @Test
    void aNamespaceHasNoMoreRoomsThanItsPolicyAllows() {
        Peer peer = house.connect();
        assertThat(house.join(peer.client(), "chat/a", "1", bounded(2, 0))).isNull();
        assertThat(house.join(peer.client(), "chat/b", "2", bounded(2, 0))).isNull();
        assertThat(house.join(peer.client(), "chat/c", "3", bounded(2, 0)))
                .isEqualTo(new Refusal(ErrorCode.TOO_MANY_ROOMS));
        assertThat(house.join(peer.client(), "chat/a", "4", bounded(2, 0)))
                .as("a room that is there")
                .isNull();
        assertThat(house.join(peer.client(), "other/c", "5", bounded(2, 0)))
                .as("another namespace")
                .isNull();

        house.leave(peer, "2");
        assertThat(house.join(peer.client(), "chat/c", "3", bounded(2, 0))).isNull();
    }

    @Test
    void aRoomHasNoMoreMembersThanItsPolicyAllows() {
        Peer one = house.connect();
        Peer two = house.connect();
        Peer three = house.connect();
        assertThat(house.join(one.client(), "chat/a", "s", bounded(0, 2))).isNull();
        assertThat(house.join(two.client(), "chat/a", "s", bounded(0, 2))).isNull();
        assertThat(house.join(three.client(), "chat/a", "s", bounded(0, 2)))
                .isEqualTo(new Refusal(ErrorCode.ROOM_FULL));
        assertThat(house.join(two.client(), "chat/a", "t", bounded(0, 2)))
                .as("a member's second subscription")
                .isNull();

        two.client().ended();
        house.run();
        assertThat(house.join(three.client(), "chat/a", "s", bounded(0, 2))).isNull();
    }

    @Test
    void aRefusedJoinLeavesNothingBehindAndNobodyHearsOfIt() {
        House small = new House(1, Core.limits(1_000, 1));
        Peer peer = small.connect();
        small.join(peer, "chat/a", "1");

        assertThat(small.join(peer, "chat/b", "2").code())
                .isEqualTo(ErrorCode.TOO_MANY_SUBSCRIPTIONS);
        small.leave(peer, "1");
        small.run();

        assertThat(small.rooms.count()).isZero();
        assertThat(peer.client().subscriptions()).isEmpty();
        assertThat(small.join(peer.client(), "chat/c", "3", bounded(1, 0)))
                .as("the count of rooms is right too")
                .isNull();
        assertThat(small.core.happened())
                .doesNotContain(
                        new RoomEvent.Created(name("chat/b")),
                        new RoomEvent.Vacated(name("chat/b")));
    }

    // ---------------------------------------------------------------- the end

    @Test
    void aClientThatEndsLeavesItsRooms() {
        Peer gone = house.member("chat/a", "chat/b", "main/c");
        Peer stays = house.member("chat/a");
        gone.client().ended();
        house.publish("hi", "chat/a");
        house.run();

        assertThat(rooms.members(name("chat/a"))).containsExactly(stays.client());
        assertThat(rooms.count()).isEqualTo(1);
        assertThat(gone.wire().read()).isEmpty();
        assertThat(stays.wire().read()).containsExactly("chat/a e1:1 hi");
    }

    @Test
    void whoeverUnsubscribesAClientThatEndedLeavesNothingTwice() {
        Peer gone = house.member("chat/a");
        house.member("chat/b");
        gone.client().ended();
        house.run();

        assertThat(house.leave(gone, "chat/a")).isFalse();
        assertThat(rooms.leave(gone.client(), name("chat/a"))).isFalse();
        house.run();

        assertThat(house.core.happened())
                .filteredOn(new RoomEvent.Vacated(name("chat/a"))::equals)
                .hasSize(1);
    }

    @Test
    void aJoinThatTheLaneReachesAfterTheEndLeavesNothing() {
        Peer peer = house.connect();
        house.run();
        peer.client().ended();
        house.join(peer, "chat/a", "s");
        house.run();
        house.run();

        assertThat(rooms.count()).isZero();
        assertThat(house.join(peer, "chat/a", "s").code()).isEqualTo(ErrorCode.DISCONNECTED);
        assertThat(rooms.count()).isZero();
    }

    @Test
    void aJoinThatTheLaneReachesAfterTheEndIsNotKeptInARoomThatStands() {
        Peer stays = house.member("chat/a");
        Peer besides = house.member("chat/a");
        Peer peer = house.connect();
        house.run();
        peer.client().ended();
        house.join(peer, "chat/a", "its own id");
        house.run();

        house.publish("hi", "chat/a");
        house.run();

        assertThat(house.core.format.encodings()).as("for whom it is written").isEqualTo(1);
        assertThat(rooms.members(name("chat/a")))
                .containsExactlyInAnyOrder(stays.client(), besides.client());
    }

    @Test
    void aJoinThatFoundARoomBeforeItWasVacatedJoinsTheNextOfThatName() throws Exception {
        Peer last = house.member("chat/a");
        Peer late = house.connect();
        Thread joining = new Thread(() -> house.join(late, "chat/a", "s"));
        synchronized (late.client()) {
            joining.start();
            // It has the room in its hands and waits for its client.
            while (joining.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            house.leave(last, "chat/a");
        }
        joining.join();
        house.publish("hi", "chat/a");
        house.run();

        assertThat(late.wire().read()).containsExactly("s e2:1 hi");
    }

    @Test
    void aVacatedRoomLeavesNoTraceAndComesBackWithANewEpoch() {
        Peer peer = house.connect();
        for (int i = 0; i < 3; i++) {
            assertThat(house.join(peer.client(), "chat/a", "s", bounded(1, 0))).isNull();
            house.publish("hi", "chat/a");
            house.leave(peer, "s");
            assertThat(rooms.count()).isZero();
            assertThat(rooms.exists(name("chat/a"))).isFalse();
        }
        house.run();

        assertThat(peer.wire().read()).containsExactly("s e1:1 hi", "s e2:1 hi", "s e3:1 hi");
    }

    // ---------------------------------------------------------------- events

    @Test
    void whatHappensIsToldInOrder() {
        Peer peer = house.connect();
        house.join(peer, "chat/a", "1");
        house.join(peer, "chat/a", "2");
        house.join(peer, "chat/b", "3");
        house.leave(peer, "1");
        house.leave(peer, "2");
        house.leave(peer, "3");
        house.join(peer, "main/c", "4");
        peer.client().ended();
        house.run();

        String c = peer.client().id();
        User user = peer.client().user();
        List<Object> happened = house.core.happened();
        assertThat(happened.subList(1, happened.size() - 1))
                .containsExactly(
                        new RoomEvent.Created(name("chat/a")),
                        new RoomEvent.NamespaceEntered(c, user, "chat"),
                        new RoomEvent.Joined(c, user, name("chat/a")),
                        new RoomEvent.Created(name("chat/b")),
                        new RoomEvent.Joined(c, user, name("chat/b")),
                        new RoomEvent.Left(c, user, name("chat/a")),
                        new RoomEvent.Vacated(name("chat/a")),
                        new RoomEvent.Left(c, user, name("chat/b")),
                        new RoomEvent.Vacated(name("chat/b")),
                        new RoomEvent.NamespaceLeft(c, user, "chat"),
                        new RoomEvent.Created(name("main/c")),
                        new RoomEvent.NamespaceEntered(c, user, "main"),
                        new RoomEvent.Joined(c, user, name("main/c")),
                        new RoomEvent.Left(c, user, name("main/c")),
                        new RoomEvent.Vacated(name("main/c")),
                        new RoomEvent.NamespaceLeft(c, user, "main"));
        assertThat(happened)
                .last()
                .isInstanceOfSatisfying(
                        ClientDisconnected.class,
                        event -> assertThat(event.rooms()).containsExactly("main/c"));
    }
}
