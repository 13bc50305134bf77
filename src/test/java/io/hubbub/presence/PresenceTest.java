package io.hubbub.presence;

import static io.hubbub.presence.Stage.LOBBY;
import static io.hubbub.presence.Stage.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.engine.PresentUser;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.PresenceMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PresenceTest {

    private static final String NOBODY =
            "snapshot {\"count\":0,\"clients\":0,\"users\":[],\"more\":false}";

    private final Stage stage = new Stage();

    private static String user(String name, int clients, String state) {
        return "{\"user\":\"" + name + "\",\"clients\":" + clients + ",\"state\":" + state + '}';
    }

    private static String join(int count, String... users) {
        return "join {\"count\":" + count + ",\"users\":[" + String.join(",", users) + "]}";
    }

    private static String update(String... users) {
        return "update {\"users\":[" + String.join(",", users) + "]}";
    }

    private static String leave(int count, String user) {
        return "leave {\"count\":" + count + ",\"users\":[\"" + user + "\"]}";
    }

    // ---------------------------------------------------------------- users

    @Test
    void aUserWithThreeClientsJoinsOnceAndLeavesWithTheLast() {
        Peer watcher = stage.watch("w");
        stage.run();
        Client first = stage.join("alice");
        stage.pass(100);
        Client second = stage.join("alice");
        Client third = stage.join("alice");
        stage.pass(100);
        for (Client client : List.of(first, second, third)) {
            stage.presence.left(client, LOBBY, false);
            stage.pass(100);
        }
        assertThat(read(watcher))
                .containsExactly(
                        NOBODY,
                        join(1, user("alice", 1, "null")),
                        update(user("alice", 3, "null")),
                        update(user("alice", 2, "null")),
                        update(user("alice", 1, "null")),
                        leave(0, "alice"));
    }

    @Test
    void aClientThatDropsAndReturnsWithinItsGraceIsNotToldOf() {
        Client dropped = stage.join("alice");
        Peer watcher = stage.watch("w");
        stage.pass(100);
        stage.presence.left(dropped, LOBBY, true);
        stage.pass(4_999);
        stage.join("alice");
        stage.pass(60_000);
        assertThat(read(watcher)).hasSize(1);
        assertThat(stage.presence.users()).isEqualTo(1);
    }

    @Test
    void aClientThatDoesNotReturnLeavesWhenItsGraceIsOver() {
        Client dropped = stage.join("alice");
        Peer watcher = stage.watch("w");
        stage.presence.left(dropped, LOBBY, true);
        stage.pass(4_999);
        assertThat(read(watcher)).hasSize(1);
        stage.pass(1);
        stage.pass(100);
        assertThat(read(watcher)).last().isEqualTo(leave(0, "alice"));
    }

    @Test
    void whoUnsubscribesLeavesAtOnce() {
        Client client = stage.join("alice");
        Peer watcher = stage.watch("w");
        stage.run();
        stage.presence.left(client, LOBBY, false);
        stage.pass(100);
        assertThat(read(watcher)).last().isEqualTo(leave(0, "alice"));
    }

    @Test
    void comingAndGoingWithinATickIsNotToldButCounted() {
        Peer watcher = stage.watch("w");
        stage.run();
        stage.presence.left(stage.join("alice"), LOBBY, false);
        stage.join("bob");
        stage.pass(100);
        assertThat(read(watcher)).containsExactly(NOBODY, join(1, user("bob", 1, "null")));
        assertThat(stage.presence.merged()).isEqualTo(2);
    }

    // ---------------------------------------------------------------- states

    @Test
    void aStateIsSeenInAnUpdateAndInLaterSnapshots() {
        Client alice = stage.join("alice");
        Peer watcher = stage.watch("w");
        stage.run();
        assertThat(stage.state(alice, "{\"typing\":true}")).isNull();
        stage.pass(100);
        Peer late = stage.watch("late");
        stage.run();
        assertThat(stage.state(alice, "null")).isNull();
        stage.pass(100);
        assertThat(read(watcher).subList(1, 3))
                .containsExactly(
                        update(user("alice", 1, "{\"typing\":true}")),
                        update(user("alice", 1, "null")));
        assertThat(read(late).getFirst()).contains("{\"typing\":true}");
    }

    @Test
    void onlyMembersHaveAState() {
        Client alice = stage.connect("alice").client();
        assertThat(stage.presence.state(alice, LOBBY, false, new byte[0], () -> {}).code())
                .isEqualTo(ErrorCode.NOT_ALLOWED);
        assertThat(stage.state(alice, "{}")).isNull();
        stage.run();
        assertThat(stage.presence.users()).isZero();
    }

    @Test
    void whatIsNoStateIsRefusedAndDoneIsRunOnceItIsSet() {
        Client alice = stage.join("alice");
        assertThat(stage.state(alice, "[]").code()).isEqualTo(ErrorCode.BAD_BODY);
        List<PresentUser> seen = new ArrayList<>();
        stage.presence.state(
                alice,
                LOBBY,
                true,
                "{}".getBytes(UTF_8),
                () ->
                        stage.presences
                                .read(LOBBY, null, 1)
                                .thenAccept(page -> seen.addAll(page.users())));
        assertThat(seen).isEmpty();
        stage.run();
        assertThat(seen).containsExactly(new PresentUser("alice", 1, "{}"));
    }

    // ---------------------------------------------------------------- subscribers

    @Test
    void whoWatchesIsNoMemberAndHearsNothingAfterUnwatching() {
        Peer watcher = stage.watch("w");
        stage.run();
        assertThat(stage.presence.users()).isZero();
        assertThat(stage.presence.subscribers()).isEqualTo(1);
        stage.join("alice");
        List<String> done = new ArrayList<>();
        stage.run();
        assertThat(stage.presence.unwatch(watcher.client(), "p", _ -> done.add("done"))).isTrue();
        assertThat(stage.presence.unwatch(watcher.client(), "p", _ -> {})).isFalse();
        stage.pass(100);
        assertThat(done).containsExactly("done");
        assertThat(read(watcher)).containsExactly(NOBODY);
        assertThat(stage.presence.subscribers()).isZero();
        assertThat(watcher.client().subscriptions()).isEmpty();
    }

    @Test
    void aClientThatEndsWatchesNothing() {
        Peer watcher = stage.watch("w");
        stage.run();
        watcher.client().ended();
        stage.run();
        assertThat(stage.presence.subscribers()).isZero();
        assertThat(stage.watch(watcher, LOBBY).code()).isEqualTo(ErrorCode.DISCONNECTED);
    }

    @Test
    void whoLosesANamespaceWatchesNothingThere() {
        Peer watcher = stage.watch("w");
        assertThat(stage.presence.unwatchAll(watcher.client(), r -> r.namespace().equals("other")))
                .isEmpty();
        assertThat(stage.presence.unwatchAll(watcher.client(), r -> r.namespace().equals("chat")))
                .containsExactly(LOBBY);
        stage.join("alice");
        stage.pass(100);
        assertThat(read(watcher)).isEmpty();
        assertThat(stage.presence.subscribers()).isZero();
    }

    @Test
    void theFirstMessageIsInTheOutboxWhenWatchingIsTold() {
        Peer peer = stage.connect("w");
        stage.presence.watch(
                peer.client(),
                LOBBY,
                "p",
                "p",
                _ -> peer.client().deliver("- RECEIPT".getBytes(UTF_8)));
        stage.run();
        assertThat(read(peer)).containsExactly(NOBODY, "RECEIPT");
    }

    @Test
    void aLateSubscriberGetsTheSnapshotAndExactlyWhatComesAfterIt() {
        stage.watch("w");
        stage.join("alice");
        stage.pass(100);
        stage.join("bob");
        Peer late = stage.watch("late");
        stage.pass(100);
        assertThat(read(late))
                .containsExactly(
                        "snapshot {\"count\":1,\"clients\":1,\"users\":["
                                + user("alice", 1, "null")
                                + "],\"more\":false}",
                        join(2, user("bob", 1, "null")));
    }

    @Test
    void tenThousandJoinsInATickComeInBoundedMessagesAndAllArrive() {
        Peer watcher = stage.watch("w");
        stage.run();
        IntStream.range(0, 10_000).forEach(i -> stage.join("user-" + i));
        stage.pass(100);
        stage.pass(100);
        List<String> read = read(watcher);
        assertThat(read).hasSizeBetween(20, 60);
        assertThat(read).allSatisfy(m -> assertThat(m.length()).isLessThan(16 * 1024 + 16));
        assertThat(read.getLast()).startsWith("join {\"count\":10000,");
        assertThat(Folded.of(read(watcher)).users()).hasSize(10_000);
    }

    @Test
    void aLongSnapshotWaitsForTheSocketAndChangesWaitForTheSnapshot() {
        Stage small =
                new Stage(
                        Stage.properties(0, 100, 10_000),
                        _ -> PresenceMode.FULL,
                        Core.limits(128 * 1024, 100));
        IntStream.range(0, 8_000).forEach(i -> small.join("user-" + i));
        small.run();
        Peer watcher = small.connect("w");
        watcher.wire().full();
        small.watch(watcher, LOBBY);
        small.pass(100);
        Client last = small.join("zoe");
        small.pass(100);
        small.presence.left(last, LOBBY, false);
        small.join("aaron");
        small.pass(1_000);
        // What waits is far less than the outbox, as the client is not closed.
        assertThat(watcher.wire().closeCode()).isZero();
        assertThat(read(watcher)).isEmpty();
        watcher.wire().release();
        small.pass(100);
        small.pass(100);
        List<String> read = read(watcher);
        assertThat(read.stream().filter(m -> m.startsWith("snapshot"))).hasSizeGreaterThan(20);
        assertThat(read.stream().filter(m -> !m.startsWith("snapshot")))
                .containsExactly(join(8_001, user("aaron", 1, "null")));
        assertThat(Folded.of(read).users()).hasSize(8_001);
    }

    @Test
    void whoeverIsBehindSkipsWhatItDidNotReadAndIsNotClosed() {
        Stage small =
                new Stage(
                        Stage.properties(0, 100, 10_000),
                        _ -> PresenceMode.FULL,
                        Core.limits(8 * 1024, 100));
        Peer watcher = small.watch("w");
        small.run();
        watcher.wire().full();
        for (int i = 0; i < 2_000; i++) {
            Client client = small.join("user");
            small.pass(100);
            small.presence.left(client, LOBBY, false);
            small.pass(100);
        }
        small.join("last");
        small.pass(100);
        assertThat(watcher.wire().closeCode()).isZero();
        watcher.wire().release();
        small.pass(100);
        small.pass(100);
        assertThat(read(watcher)).hasSizeLessThan(200);
        assertThat(Folded.of(read(watcher)).users()).containsOnlyKeys("last");
    }

    @Test
    void aSnapshotHasEveryStateThatWasAnsweredBeforeItWasAskedFor() {
        Client alice = stage.join("alice");
        stage.watch("w");
        stage.pass(100);
        List<String> done = new ArrayList<>();
        stage.presence.state(
                alice, LOBBY, true, "{\"a\":1}".getBytes(UTF_8), () -> done.add("done"));
        stage.run();
        assertThat(done).isNotEmpty();
        Peer late = stage.watch("late");
        stage.pass(100);
        assertThat(read(late))
                .containsExactly(
                        "snapshot {\"count\":1,\"clients\":1,\"users\":["
                                + user("alice", 1, "{\"a\":1}")
                                + "],\"more\":false}");
    }

    // ---------------------------------------------------------------- an engine that cannot answer

    @Test
    void aStateThatNobodyCanSayWasSetIsNotDoneAndClosesTheClient() {
        Client alice = stage.join("alice");
        stage.run();
        stage.presences.fail(true);
        List<String> done = new ArrayList<>();
        assertThat(
                        stage.presence.state(
                                alice, LOBBY, true, "{}".getBytes(UTF_8), () -> done.add("done")))
                .isNull();
        stage.run();
        assertThat(done).isEmpty();
        assertThat(alice.isClosing()).isTrue();
    }

    @Test
    void whoeverWatchesARoomThatCannotBeReadIsClosedAndMayComeBack() {
        stage.presences.fail(true);
        Peer watcher = stage.connect("w");
        List<String> watched = new ArrayList<>();
        stage.presence.watch(watcher.client(), LOBBY, "p", "p", _ -> watched.add("watched"));
        stage.run();
        assertThat(watcher.wire().closeCode()).isEqualTo(ErrorCode.SERVER_ERROR.closeCode());
        assertThat(watched).isEmpty();
        assertThat(stage.presence.subscribers()).isZero();
        stage.presences.fail(false);
        Peer back = stage.watch("w");
        stage.run();
        assertThat(read(back)).containsExactly(NOBODY);
    }

    @Test
    void aRoomThatCannotBeListedAnewIsCountedUntilItCan() {
        Stage small = new Stage(Stage.properties(0, 100, 10), _ -> PresenceMode.FULL);
        List<Client> members = new ArrayList<>();
        IntStream.range(0, 11).forEach(i -> members.add(small.join("user-" + i)));
        Peer watcher = small.watch("w");
        small.run();
        small.presence.left(members.removeLast(), LOBBY, false);
        small.pass(100);
        small.presence.left(members.removeLast(), LOBBY, false);
        small.presences.fail(true);
        small.pass(100);
        assertThat(read(watcher)).last().isEqualTo("count {\"count\":9,\"clients\":9}");
        small.presences.fail(false);
        small.presence.left(members.removeLast(), LOBBY, false);
        small.pass(100);
        assertThat(read(watcher).getLast()).startsWith("snapshot {\"count\":8,");
        assertThat(watcher.wire().closeCode()).isZero();
    }

    // ---------------------------------------------------------------- rooms that are counted

    @Test
    void aNamespaceMayOnlyCount() {
        Stage counting = new Stage(Stage.properties(0, 100, 10_000), _ -> PresenceMode.COUNT);
        Client alice = counting.join("alice");
        Peer watcher = counting.watch("w");
        counting.run();
        counting.join("alice");
        counting.join("bob");
        counting.pass(100);
        assertThat(counting.state(alice, "{}").code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
        counting.pass(100);
        assertThat(read(watcher))
                .containsExactly(
                        "count {\"count\":1,\"clients\":1}", "count {\"count\":2,\"clients\":3}");
        assertThat(counting.readLobby(null, 10)).isEqualTo(new Presence.Reading(2, 3, null, false));
    }

    @Test
    void aNamespaceMayTellNothing() {
        Stage silent = new Stage(Stage.properties(0, 100, 10_000), _ -> PresenceMode.NONE);
        Client alice = silent.join("alice");
        assertThat(silent.watch(silent.connect("w"), LOBBY).code())
                .isEqualTo(ErrorCode.NO_SUCH_DESTINATION);
        assertThat(silent.state(alice, "{}").code()).isEqualTo(ErrorCode.NO_SUCH_DESTINATION);
        assertThat(silent.readLobby(null, 10)).isNull();
        silent.run();
        assertThat(silent.presence.rooms()).isZero();
    }

    @Test
    void aRoomOfTooManyIsCountedUntilItIsATenthSmaller() {
        Stage stage = new Stage(Stage.properties(0, 100, 10), _ -> PresenceMode.FULL);
        Peer watcher = stage.watch("w");
        List<Client> members = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> members.add(stage.join("user-" + i)));
        stage.pass(100);
        members.add(stage.join("one-more"));
        stage.pass(100);
        assertThat(read(watcher)).last().isEqualTo("count {\"count\":11,\"clients\":11}");
        assertThat(stage.readLobby(null, 10).users()).isNull();
        stage.presence.left(members.removeLast(), LOBBY, false);
        stage.pass(100);
        assertThat(read(watcher)).last().isEqualTo("count {\"count\":10,\"clients\":10}");
        stage.presence.left(members.removeLast(), LOBBY, false);
        stage.pass(100);
        assertThat(read(watcher).getLast()).startsWith("snapshot {\"count\":9,");
        assertThat(Folded.of(read(watcher)).users()).hasSize(9);
    }

    // ---------------------------------------------------------------- reading

    @Test
    void whoIsThereIsReadPageByPage() {
        List.of("carol", "alice", "bob").forEach(stage::join);
        stage.run();
        Presence.Reading first = stage.readLobby(null, 2);
        assertThat(first.users()).extracting("user").containsExactly("alice", "bob");
        assertThat(first.more()).isTrue();
        Presence.Reading rest = stage.readLobby("bob", 2);
        assertThat(rest.users()).extracting("user").containsExactly("carol");
        assertThat(rest.more()).isFalse();
        assertThat(rest.count()).isEqualTo(3);
    }

    @Test
    void roomsAndUsersAreCounted() {
        Client alice = stage.join("alice");
        stage.presence.joined(alice, new RoomName("chat", "other"));
        stage.join("bob");
        stage.run();
        assertThat(stage.presence.rooms()).isEqualTo(2);
        assertThat(stage.presence.users()).isEqualTo(3);
        stage.presence.left(alice, new RoomName("chat", "other"), false);
        stage.run();
        assertThat(stage.presence.rooms()).isEqualTo(1);
        assertThat(stage.presence.users()).isEqualTo(2);
    }
}
