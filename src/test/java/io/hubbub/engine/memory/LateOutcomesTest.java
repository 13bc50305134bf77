package io.hubbub.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Heard;
import io.hubbub.engine.LateLogs;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsFixture;
import io.hubbub.engine.Tail;
import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How late the late engine is. */
class LateOutcomesTest extends RoomLogsFixture {

    private static final int SEEDS = 200;

    @Override
    public RoomLogs open() {
        return open(0, 0);
    }

    private LateLogs open(long seed, double unknowns) {
        RecentIds ids = new RecentIds(WINDOW);
        RoomLogs memory =
                new MemoryRoomLogs(this::retention, clock(), this::newEpoch, ids, 2_000_000);
        return new LateLogs(memory, new Random(seed), unknowns);
    }

    private static Append from(String client, String body, RoomName room) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Message message = new Message("message", null, Map.of(), bytes, "alice", client, 1);
        return new Append(Routing.to(List.of(room)), message, false, body, null, null);
    }

    @Test
    void nothingHappensBeforeAStep() {
        LateLogs late = open(1, 0);
        Heard heard = new Heard();
        Tail tail = late.follow(LOBBY, heard);
        List<Appended> outcomes = new ArrayList<>();
        late.append(from("c1", "a", LOBBY), outcomes::add);
        assertThat(tail.span().newest()).isZero();

        assertThat(late.step()).isTrue();
        assertThat(tail.span().newest()).isEqualTo(1);
        assertThat(heard.said()).isEmpty();

        assertThat(late.step()).isTrue();
        assertThat(heard.bodies()).containsExactly("a");
        assertThat(outcomes).isEmpty();

        assertThat(late.step()).isTrue();
        assertThat(outcomes).hasSize(1);
        assertThat(late.step()).isFalse();
    }

    @Test
    void someRoomIsToldOutOfTurnWithAnother() {
        int outOfTurn = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            LateLogs late = open(seed, 0);
            Heard both = new Heard();
            Tail _ = late.follow(LOBBY, both);
            Tail _ = late.follow(HALL, both);
            for (int i = 0; i < 4; i++) {
                late.append(from("c1", "m" + i, i % 2 == 0 ? LOBBY : HALL), _ -> {});
            }
            late.settle();
            assertThat(both.bodies())
                    .as("seed %d", seed)
                    .containsSubsequence("m0", "m2")
                    .containsSubsequence("m1", "m3");
            outOfTurn += both.bodies().equals(List.of("m0", "m1", "m2", "m3")) ? 0 : 1;
        }
        assertThat(outOfTurn).isBetween(SEEDS / 4, SEEDS - 1);
    }

    @Test
    void ofSomeMessagesNobodyCanSayAndSendingThemAgainIsSafe() {
        int lost = 0;
        int kept = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            LateLogs late = open(seed, 0.5);
            Heard heard = new Heard();
            Tail _ = late.follow(LOBBY, heard);
            List<Appended> outcomes = new ArrayList<>();
            do {
                outcomes.clear();
                late.append(from("c1", "a", LOBBY), outcomes::add);
                late.settle();
                boolean unknown = outcomes.getFirst() instanceof Appended.Unknown;
                lost += unknown && heard.said().isEmpty() ? 1 : 0;
                kept += unknown && !heard.said().isEmpty() ? 1 : 0;
            } while (outcomes.getFirst() instanceof Appended.Unknown);
            assertThat(heard.bodies()).as("seed %d", seed).containsExactly("a");
        }
        assertThat(lost).isPositive();
        assertThat(kept).isPositive();
    }
}
