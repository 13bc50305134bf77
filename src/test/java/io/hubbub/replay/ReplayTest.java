package io.hubbub.replay;

import static io.hubbub.room.House.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.memory.MemoryRoomLogs;
import io.hubbub.message.Position;
import io.hubbub.message.Routing;
import io.hubbub.room.House;
import io.hubbub.room.Joined;
import io.hubbub.room.Joins;
import io.hubbub.room.Keeping;
import io.hubbub.room.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Clients come back. The test moves the clock. */
class ReplayTest {

    private static final Duration AGE = Duration.ofHours(1);

    private final AtomicLong now = new AtomicLong();
    private final MemoryRoomLogs logs =
            new MemoryRoomLogs(
                    _ -> new Retention(0, AGE, true),
                    now::get,
                    () -> "m",
                    new RecentIds(Duration.ofMinutes(5)));
    private final House house =
            new House(2, Core.limits(100_000, 100), Keeping.in(logs, Runnable::run));
    private final List<ReplayStart> starts = new ArrayList<>();

    @Test
    void whoWasIdleForLongerThanMessagesAgeAndMissedNothingRecovers() {
        Peer first = house.member("chat/a");
        house.publish("one", "chat/a");
        house.run();
        assertThat(first.wire().read()).containsExactly("chat/a m:1 one");
        first.client().ended();
        now.addAndGet(AGE.multipliedBy(3).dividedBy(2).toMillis());

        Peer back = comeBack(new Position("m", 1));
        assertThat(starts).containsExactly(new ReplayStart(new Position("m", 1), 1, true, null));
        house.publish("two", "chat/a");
        house.run();
        assertThat(back.wire().read()).containsExactly("s m:2 two");
    }

    @Test
    void whoMissedWhatIsTooOldByNowIsToldHowMuch() {
        house.member("chat/a");
        house.publish("one", "chat/a");
        house.publish("two", "chat/a");
        house.run();
        now.addAndGet(AGE.toMillis() + 1);
        house.publish("three", "chat/a");
        house.run();

        Peer back = comeBack(new Position("m", 0));
        assertThat(starts)
                .containsExactly(
                        new ReplayStart(new Position("m", 3), 2, false, new ReplayStart.Gap(2, 0)));
        assertThat(back.wire().read()).containsExactly("s m:3 three");
    }

    @Test
    void aClientThatDoesNotReadIsNotSentMoreThanItsOutboxHolds() {
        House small = new House(1, Core.limits(1_000, 100), Keeping.in(logs, Runnable::run));
        small.member("chat/a");
        for (int i = 0; i < 200; i++) {
            small.publish("x".repeat(50), "chat/a");
            small.run();
        }
        Peer slow = small.connect();
        slow.wire().full();
        Joins.join(
                small.rooms,
                slow.client(),
                name("chat/a"),
                House.OPEN,
                "s",
                "s",
                new ReplayRequest(null, ReplayRequest.ALL),
                Joined.NOTHING);
        small.run();
        assertThat(slow.client().isEnding()).isFalse();
        while (slow.wire().read().size() < 200) {
            int before = slow.wire().read().size();
            slow.wire().release();
            small.run();
            assertThat(slow.wire().read()).hasSizeGreaterThan(before);
        }
        assertThat(slow.wire().closeCode()).isZero();
    }

    @Test
    void aReplayLeavesOutAClientThatTheMessageWasNotFor() {
        Peer other = house.member("chat/a");
        Peer excepted = house.member("chat/a");
        Routing routing =
                Routing.to(House.names("chat/a")).exceptClients(List.of(excepted.client().id()));
        house.rooms.publish(new Publication(routing, false, House.message("secret")), _ -> {});
        house.publish("all", "chat/a");
        house.leave(excepted, "chat/a");
        house.leave(other, "chat/a");
        house.run();
        for (Peer peer : List.of(excepted, other)) {
            Joins.join(
                    house.rooms,
                    peer.client(),
                    name("chat/a"),
                    House.OPEN,
                    "again",
                    "again",
                    new ReplayRequest(new Position("m", 0), ReplayRequest.ALL),
                    (_, replay) -> replay.run());
        }
        house.run();

        assertThat(excepted.wire().read()).containsExactly("chat/a m:2 all", "again m:2 all");
        assertThat(other.wire().read())
                .containsExactly(
                        "chat/a m:1 secret", "chat/a m:2 all", "again m:1 secret", "again m:2 all");
    }

    private Peer comeBack(Position since) {
        Peer peer = house.connect();
        Joins.join(
                house.rooms,
                peer.client(),
                name("chat/a"),
                House.OPEN,
                "s",
                "s",
                new ReplayRequest(since, ReplayRequest.ALL),
                (start, replay) -> {
                    starts.add(start);
                    replay.run();
                });
        house.run();
        return peer;
    }
}
