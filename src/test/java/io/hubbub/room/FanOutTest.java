package io.hubbub.room;

import static io.hubbub.room.House.message;
import static io.hubbub.room.House.name;
import static io.hubbub.room.House.names;
import static io.hubbub.room.House.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.engine.Appended;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What members read and what publishers are told, for every order in which an engine may act. */
class FanOutTest {

    private static final RoomName A = name("chat/a");
    private static final RoomName B = name("chat/b");

    private final ScriptedLogs logs = new ScriptedLogs();
    private final House house =
            new House(2, Core.limits(100_000, 100), Keeping.in(logs, Runnable::run));
    private final List<Published> told = new ArrayList<>();

    private void publish(String body, String... rooms) {
        house.rooms.publish(to(body, rooms), told::add);
    }

    private static Appended stored(long... offsets) {
        List<Position> positions = new ArrayList<>();
        for (long offset : offsets) {
            positions.add(new Position("e", offset));
        }
        return new Appended.Stored(positions);
    }

    // ---------------------------------------------------------------- several rooms

    @Test
    void whoIsInSeveralRoomsReadsAMessageOnceThoughEachFeedIsToldForItself() {
        Peer both = house.member("chat/a", "chat/b");
        Peer one = house.member("chat/b");
        publish("hi", "chat/a", "chat/b");
        logs.say(0, A);
        house.run();
        logs.say(0, B);
        house.run();

        assertThat(both.wire().read()).containsExactly("chat/a e:1 hi");
        assertThat(one.wire().read()).containsExactly("chat/b e:1 hi");
    }

    @Test
    void feedsOfDifferentRoomsMayBeToldOutOfTurn() {
        Peer both = house.member("chat/a", "chat/b");
        publish("one", "chat/a", "chat/b");
        publish("two", "chat/a", "chat/b");
        logs.say(0, B);
        logs.say(1, B);
        house.run();
        logs.say(0, A);
        logs.say(1, A);
        house.run();

        assertThat(both.wire().read()).containsExactly("chat/b e:1 one", "chat/b e:2 two");
    }

    @Test
    void whoJoinsTheFirstRoomBetweenTheFeedsReadsTheMessageThroughTheSecond() {
        Peer peer = house.member("chat/b");
        house.member("chat/a");
        publish("hi", "chat/a", "chat/b");
        logs.say(0, A);
        house.join(peer, "chat/a", "chat/a");
        logs.say(0, B);
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/b e:1 hi");
    }

    @Test
    void aMessageOfAnotherNodeIsReadWithoutWhoIsLeftOut() {
        Peer sender = house.member("chat/a");
        Peer excepted = house.member("chat/a");
        Peer muted = house.member("chat/a", "chat/muted");
        Peer reader = house.member("chat/a");
        Routing routing =
                Routing.to(names("chat/a"))
                        .exceptClients(List.of(excepted.client().id()))
                        .exceptRooms(names("chat/muted"))
                        .withoutEcho();
        house.rooms.publish(
                new Publication(routing, false, message("hi", sender.client())), told::add);
        logs.sayFromElsewhere(0, A);
        house.run();

        assertThat(reader.wire().read()).containsExactly("chat/a e:1 hi");
        assertThat(sender.wire().read()).isEmpty();
        assertThat(excepted.wire().read()).isEmpty();
        assertThat(muted.wire().read()).isEmpty();
    }

    // ---------------------------------------------------------------- what the publisher is told

    @Test
    void itIsHandedOverOnceTheEngineAndEveryLaneHaveDoneTheirPart() {
        house.member("chat/a");
        house.member("chat/a");
        publish("hi", "chat/a");
        logs.say(0, A);
        house.run();
        assertThat(told).as("the engine may yet refuse it").isEmpty();

        publish("ho", "chat/a");
        logs.say(1, A);
        logs.settle(1, stored(2));
        assertThat(told).as("no outbox has it").isEmpty();
        house.core.batch(0);
        assertThat(told).as("one lane has not come to it").isEmpty();
        house.core.batch(1);
        assertThat(told).containsExactly(new Published.HandedOver(new Position("e", 2)));

        logs.settle(0, stored(1));
        assertThat(told).hasSize(2);
    }

    @Test
    void noRoomIsLockedWhileThePublisherIsTold() {
        List<Boolean> locked = new ArrayList<>();
        // Two rooms of one lane each, and one that nobody is in.
        Peer peer = house.member("chat/a", "chat/b");
        List<Object> rooms =
                peer.client().subscriptions().stream().<Object>map(s -> s.source()).toList();
        publish("x", "chat/nowhere");
        house.rooms.publish(
                to("hi", "chat/a", "chat/b"),
                _ -> rooms.forEach(room -> locked.add(Thread.holdsLock(room))));
        house.leave(peer, "chat/a");
        house.leave(peer, "chat/b");
        logs.say(1, A);
        logs.say(1, B);
        logs.settle(1, stored(1, 1));
        logs.settle(0, stored(1));

        assertThat(locked).containsExactly(false, false);
    }

    @Test
    void whereNobodyCanSayTheClientIsClosedWithACodeToComeBackWith() {
        Peer sender = house.member("chat/a");
        Publication publication =
                new Publication(
                        Routing.to(names("chat/a")),
                        false,
                        message("hi", sender.client()),
                        "id",
                        sender.client(),
                        null);
        house.rooms.publish(publication, told::add);
        logs.settle(0, new Appended.Unknown());
        house.run();

        assertThat(told).containsExactly(new Published.Unknown());
        assertThat(sender.wire().closeCode()).isEqualTo(ErrorCode.SERVER_ERROR.closeCode());
        assertThat(ErrorCode.SERVER_ERROR.comesBack()).isTrue();
    }

    @Test
    void aMessageThatNobodyCanSayOfMayStillBeRead() {
        Peer reader = house.member("chat/a");
        publish("hi", "chat/a");
        logs.settle(0, new Appended.Unknown());
        logs.say(0, A);
        house.run();

        assertThat(told).containsExactly(new Published.Unknown());
        assertThat(reader.wire().read()).containsExactly("chat/a e:1 hi");
    }

    @Test
    void aRefusedMessageReachesNobody() {
        Peer reader = house.member("chat/a");
        publish("hi", "chat/a");
        logs.settle(0, new Appended.Refused(new Refusal(ErrorCode.STORAGE_FULL)));
        house.run();

        assertThat(told)
                .containsExactly(new Published.Refused(new Refusal(ErrorCode.STORAGE_FULL)));
        assertThat(reader.wire().read()).isEmpty();
        assertThat(house.rooms.refused()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- following

    @Test
    void whatIsToldWhileARoomIsBeingFollowedIsFromBeforeTheJoin() {
        publish("before", "chat/a");
        publish("after", "chat/a");
        logs.whileFollowing = () -> logs.say(0, A);
        Peer peer = house.member("chat/a");
        logs.say(1, A);
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/a e:2 after");
    }

    @Test
    void aMessageThatTheJoinCountsAlreadyIsNotDeliveredWhenTheFeedIsToldIt() {
        publish("before", "chat/a");
        publish("after", "chat/a");
        Position before = logs.number(A);
        Peer peer = house.member("chat/a");
        logs.say(0, A, before);
        logs.say(1, A);
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/a e:2 after");
    }

    @Test
    void aRoomIsFollowedOnceAndNoLongerThanItHasMembers() {
        Peer one = house.member("chat/a");
        var feed = logs.feed(A);
        assertThat(feed).isNotNull();
        Peer two = house.member("chat/a");
        assertThat(logs.feed(A)).isSameAs(feed);
        house.leave(one, "chat/a");
        assertThat(logs.feed(A)).isSameAs(feed);
        house.leave(two, "chat/a");
        assertThat(logs.feed(A)).isNull();
    }

    @Test
    void aRefusedJoinLeavesNoFeedBehind() {
        House small = new House(1, Core.limits(1_000, 1), Keeping.in(logs, Runnable::run));
        Peer peer = small.member("chat/a");
        assertThat(small.join(peer, "chat/b", "second")).isNotNull();
        assertThat(logs.feed(B)).isNull();
    }

    @Test
    void membersReadOnWhereTheRoomsPastIsLost() {
        Peer peer = house.member("chat/a");
        publish("one", "chat/a");
        publish("two", "chat/a");
        logs.say(0, A);
        logs.lose(A, "f");
        logs.say(1, A);
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/a e:1 one", "chat/a f:1 two");
    }
}
