package io.hubbub.room;

import static io.hubbub.room.House.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.memory.MemoryRoomLogs;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.ReplayStart;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the members of a room see when its log is removed. */
class RemovedRoomTest {

    private final AtomicInteger epochs = new AtomicInteger();
    private final ArrayDeque<Runnable> readings = new ArrayDeque<>();
    private final MemoryRoomLogs logs =
            new MemoryRoomLogs(
                    _ -> new Retention(0, Duration.ZERO, true),
                    () -> 0,
                    () -> "m" + epochs.incrementAndGet(),
                    new RecentIds(Duration.ofMinutes(5)));
    private final House house =
            new House(1, Core.limits(100_000, 100), Keeping.in(logs, readings::add));
    private final List<ReplayStart> starts = new ArrayList<>();

    private void remove() {
        logs.remove(List.of(name("chat/a")), _ -> true);
    }

    private void run() {
        house.run();
        while (!readings.isEmpty()) {
            readings.remove().run();
            house.run();
        }
    }

    private Peer join(Position since) {
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
        return peer;
    }

    @Test
    void membersReadOnUnderTheNewEpoch() {
        Peer member = house.member("chat/a");
        house.publish("one", "chat/a");
        house.publish("two", "chat/a");
        remove();
        house.publish("three", "chat/a");
        run();
        assertThat(member.wire().read())
                .containsExactly("chat/a m1:1 one", "chat/a m1:2 two", "chat/a m2:1 three");
    }

    @Test
    void aPositionFromBeforeIsStaleAndGetsAllThatIsKeptNow() {
        house.member("chat/a");
        house.publish("one", "chat/a");
        remove();
        house.publish("two", "chat/a");
        house.publish("three", "chat/a");
        run();

        Peer back = join(new Position("m1", 1));
        run();

        assertThat(starts).containsExactly(new ReplayStart(new Position("m2", 2), 0, false, null));
        assertThat(back.wire().read()).containsExactly("s m2:1 two", "s m2:2 three");
    }

    @Test
    void aReplayWhosePastIsGoneEndsWithAWordAndNotWithAGap() {
        house.member("chat/a");
        for (int i = 0; i < 300; i++) {
            house.publish("m" + i, "chat/a");
        }
        house.run();
        Peer late = join(new Position("m1", 0));
        house.run();
        remove();
        house.publish("new", "chat/a");
        run();

        assertThat(late.wire().closeCode()).isEqualTo(ErrorCode.HISTORY_GONE.closeCode());
        assertThat(late.wire().read()).noneMatch(frame -> frame.contains("m2:"));
    }

    @Test
    void whatIsSaidAnewWhileAPageIsOnItsWayIsNoPartOfTheOldPast() {
        house.member("chat/a");
        house.publish("one", "chat/a");
        house.publish("two", "chat/a");
        house.run();
        Peer late = join(new Position("m1", 0));
        house.run();
        // The page is read, and comes to the lane behind the removal and what is said after it.
        readings.remove().run();
        remove();
        house.publish("three", "chat/a");
        run();

        boolean toldThatItIsGone = late.wire().closeCode() == ErrorCode.HISTORY_GONE.closeCode();
        assertThat(toldThatItIsGone || late.wire().read().contains("s m2:1 three")).isTrue();
        assertThat(late.wire().read()).startsWith("s m1:1 one", "s m1:2 two");
    }

    @Test
    void whoComesBackToTheNewRoomReadsNothingTwiceThoughTheOldOneWasLonger() {
        Peer member = house.member("chat/a");
        for (int i = 0; i < 50; i++) {
            house.publish("m" + i, "chat/a");
        }
        run();
        remove();
        house.publish("one", "chat/a");
        run();
        Peer late = join(new Position("m2", 0));
        house.run();
        house.publish("two", "chat/a");
        run();
        house.publish("three", "chat/a");
        run();
        assertThat(late.wire().read()).containsExactly("s m2:1 one", "s m2:2 two", "s m2:3 three");
        assertThat(member.wire().read()).hasSize(53);
    }
}
