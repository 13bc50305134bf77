package io.hubbub.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hubbub.admin.Snapshot.ClientLine;
import io.hubbub.admin.Snapshot.KeptLine;
import io.hubbub.admin.Snapshot.KeptRooms;
import io.hubbub.admin.Snapshot.Place;
import io.hubbub.admin.Snapshot.RoomLine;
import io.hubbub.broadcast.Broadcast;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.due.HeartBeat;
import io.hubbub.engine.Append;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.memory.MemoryRoomLogs;
import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.message.User;
import io.hubbub.namespace.NamespaceProperties;
import io.hubbub.namespace.Namespaces;
import io.hubbub.namespace.Policy;
import io.hubbub.namespace.Who;
import io.hubbub.question.QuestionLimits;
import io.hubbub.question.Questions;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.room.Joined;
import io.hubbub.room.Joins;
import io.hubbub.room.Keeping;
import io.hubbub.room.Publication;
import io.hubbub.room.Rooms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CensusTest {

    private static final Policy OPEN = new Policy(new Who.Anyone(), new Who.Anyone(), 0, 0);

    private final Core core = new Core(2, Core.limits(1_000_000, 1_000));
    private final Questions questions =
            new Questions(
                    core.limits.of(QuestionLimits.class),
                    (_, _) -> () -> {},
                    () -> "q",
                    Runnable::run);
    private final Rooms rooms =
            new Rooms(
                    core.clients,
                    core.lanes,
                    core.events,
                    questions,
                    Keeping.nothing(),
                    Keeping.UNSEEN);
    private final RoomLogs logs =
            new MemoryRoomLogs(
                    _ -> new Retention(0, Duration.ZERO, false),
                    () -> 1_000,
                    () -> "e",
                    new RecentIds(Duration.ofMinutes(5)));
    private final Census census =
            new Census(core.clients, rooms, core.lanes, _ -> logs, () -> 7, core.time);

    private Peer join(Peer peer, String namespace, String room) {
        RoomName name = new RoomName(namespace, room);
        String id = name.toString();
        assertThat(
                        Joins.join(
                                rooms,
                                peer.client(),
                                name,
                                OPEN,
                                id,
                                id,
                                ReplayRequest.LIVE,
                                Joined.NOTHING))
                .isNull();
        return peer;
    }

    @Test
    void aClientIsDescribed() {
        core.pass(Duration.ofSeconds(2));
        Peer peer =
                core.connect(
                        new User("carol", false, Set.of("EDITOR")), core.format, HeartBeat.NONE);
        join(join(peer, "chat", "lobby"), "main", "a/b");
        core.pass(Duration.ofSeconds(3));

        ClientLine line =
                new ClientLine(
                        "c1",
                        "carol",
                        false,
                        Set.of("EDITOR"),
                        "192.0.2.1",
                        "fake",
                        false,
                        1_002_000,
                        List.of(new Place("chat", "lobby"), new Place("main", "a/b")),
                        2);
        assertThat(census.take().clients()).containsExactly(line);
        assertThat(census.client("c1").line()).isEqualTo(line);
        assertThat(census.client("c2").line()).isNull();
        assertThat(census.take().atMillis()).isEqualTo(1_005_000);
    }

    @Test
    void theRoomsThatKeepMostAreListedAlsoThoseThatNobodyIsIn() {
        join(core.connect(), "chat", "small");
        append("chat", "small", 10);
        append("chat", "large", 1_000);
        append("chat", "large", 1_000);
        append("other", "elsewhere", 5_000);

        KeptRooms kept = census.kept("chat");

        assertThat(kept.total()).isEqualTo(2);
        assertThat(kept.rooms())
                .extracting(KeptLine::room, KeptLine::messages, KeptLine::members)
                .containsExactly(tuple("large", 2L, 0), tuple("small", 1L, 1));
        assertThat(kept.rooms().getFirst().bytes()).isGreaterThan(2_000);
        assertThat(kept.rooms().getFirst().writtenMillis()).isEqualTo(1_000);
        assertThat(census.kept("nobodys").rooms()).isEmpty();
    }

    @Test
    void ofManyRoomsThatKeepSomethingTheLargestAreListed() {
        for (int i = 0; i < Census.KEPT + 10; i++) {
            append("chat", "room" + i, 100 + i);
        }

        KeptRooms kept = census.kept("chat");

        assertThat(kept.total()).isEqualTo(Census.KEPT + 10);
        assertThat(kept.rooms()).hasSize(Census.KEPT);
        assertThat(kept.rooms().getFirst().room()).isEqualTo("room" + (Census.KEPT + 9));
        assertThat(kept.rooms().getLast().room()).isEqualTo("room10");
    }

    private void append(String namespace, String room, int bytes) {
        Message message = new Message("message", null, Map.of(), new byte[bytes], null, null, 0);
        List<RoomName> rooms = List.of(new RoomName(namespace, room));
        logs.append(new Append(Routing.to(rooms), message, false, null, null, null), _ -> {});
    }

    @Test
    void theNewestClientsAreListedAndAllAreCounted() {
        for (int i = 1; i <= Census.CLIENTS + 10; i++) {
            core.connect();
            core.pass(Duration.ofMillis(250));
        }

        Snapshot snapshot = census.take();

        assertThat(snapshot.totals().clients()).isEqualTo(Census.CLIENTS + 10);
        assertThat(snapshot.clients().stream().map(ClientLine::client))
                .containsExactlyElementsOf(
                        IntStream.iterate(Census.CLIENTS + 10, i -> i - 1)
                                .limit(Census.CLIENTS)
                                .mapToObj(i -> "c" + i)
                                .toList());
    }

    @Test
    void ofOneClientTheFirstRoomsAreListedAndAllAreCountedUnlessItIsAskedFor() {
        Peer peer = core.connect();
        for (int i = 0; i < 9; i++) {
            join(peer, "chat", "room " + i);
        }

        ClientLine line = census.take().clients().getFirst();

        assertThat(line.rooms()).hasSize(5).first().isEqualTo(new Place("chat", "room 0"));
        assertThat(line.roomCount()).isEqualTo(9);
        assertThat(census.client("c1").line().rooms()).hasSize(9);
    }

    @Test
    void theLargestRoomsAreListedAndAllAreCounted() {
        Peer[] peers = {core.connect(), core.connect(), core.connect()};
        for (int i = 0; i < 50; i++) {
            join(peers[i % 3], "chat", "small " + i);
        }
        for (int i = 0; i < 90; i++) {
            join(join(peers[0], "main", "middle " + i), "x", "middle " + i);
            join(join(peers[1], "main", "middle " + i), "x", "middle " + i);
        }
        for (Peer peer : peers) {
            join(peer, "chat", "large");
        }

        Snapshot snapshot = census.take();

        assertThat(snapshot.totals().rooms()).isEqualTo(231);
        assertThat(snapshot.rooms()).hasSize(Census.ROOMS);
        assertThat(snapshot.rooms().getFirst()).isEqualTo(new RoomLine("chat", "large", 3));
        assertThat(snapshot.rooms().subList(1, 181)).allMatch(line -> line.members() == 2);
        assertThat(snapshot.rooms().get(1)).isEqualTo(new RoomLine("main", "middle 0", 2));
        assertThat(snapshot.rooms().subList(181, 200)).allMatch(line -> line.members() == 1);
    }

    @Test
    void theMembersOfARoomAreBoundedToo() {
        for (int i = 0; i < Census.MEMBERS + 1; i++) {
            join(core.connect(), "chat", "full");
        }
        Snapshot.Members members = census.members(new RoomName("chat", "full"));
        assertThat(members.members()).hasSize(Census.MEMBERS);
        assertThat(members.total()).isEqualTo(Census.MEMBERS + 1);

        assertThat(census.members(new RoomName("chat", "none")).total()).isZero();
    }

    @Test
    void whatHappenedIsCounted() {
        join(join(core.connect(), "chat", "a"), "chat", "b");
        join(core.connect(), "chat", "a");
        Message message = new Message("message", null, Map.of(), new byte[0], null, null, 0);
        rooms.publish(
                new Publication(Routing.to(List.of(new RoomName("chat", "a"))), false, message),
                _ -> {});
        core.run();

        assertThat(census.take().totals()).isEqualTo(new Snapshot.Totals(2, 2, 1, 2, 7));
    }

    @Test
    void theRoomIsToldOnlyWhileSomebodyIsThere() {
        Namespaces namespaces = new Namespaces(new NamespaceProperties(Map.of()));
        Broadcast broadcast =
                new Broadcast(
                        namespaces, rooms, questions, core.clients, JsonMapper.shared(), core.time);
        try (LiveRoom live = new LiveRoom(rooms, broadcast, census)) {
            Peer elsewhere = join(core.connect(), "admin", "other");
            assertThat(live.tell()).isFalse();

            Peer watcher = join(core.connect(), "admin", "live");
            core.run();
            assertThat(live.tell()).isTrue();
            core.run();
            assertThat(watcher.wire().read().toString())
                    .contains("\"totals\":{\"clients\":2,\"rooms\":2,");
            assertThat(elsewhere.wire().read().toString()).doesNotContain("totals");

            rooms.leave(watcher.client(), LiveRoom.ROOM);
            assertThat(live.tell()).isFalse();
        }
    }
}
