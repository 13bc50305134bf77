package io.hubbub.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How every engine removes logs, and what it knows of who made them. */
public abstract class RemovalContract extends RoomLogsFixture {

    private static final Maker ADA = Maker.of("ada", "192.0.2.1");
    private static final Maker GRACE = Maker.of("grace", "192.0.2.2");

    @Test
    void aRemovedLogIsAsIfNothingHadEverBeenWritten() {
        fill(LOBBY, 3);
        fill(HALL, 1);

        assertThat(logs.remove(List.of(LOBBY), _ -> true)).containsExactly(LOBBY);

        assertThat(logs.span(LOBBY).newest()).isZero();
        assertThat(logs.span(LOBBY).count()).isZero();
        assertThat(bodies(LOBBY)).isEmpty();
        assertThat(logs.rooms("chat")).extracting(Kept::room).containsExactly(HALL);
        assertThat(bodies(HALL)).hasSize(1);
    }

    @Test
    void roomsAreCountedByTheirMakersForAsLongAsTheyAreThere() {
        Maker neighbour = Maker.of("eve", "192.0.2.1");
        stored(by(ADA, "a", LOBBY));
        stored(by(GRACE, "not the first of its room", LOBBY));
        stored(by(neighbour, "b", HALL));
        stored(by(ADA, "in another namespace", ELSEWHERE));
        Directory rooms = logs.rooms("chat");
        assertThat(rooms.madeBy(ADA.user())).isEqualTo(1);
        assertThat(rooms.madeBy(ADA.network())).as("of the network").isEqualTo(2);
        assertThat(rooms.madeBy(GRACE.user())).isZero();

        logs.remove(List.of(LOBBY), _ -> true);
        assertThat(rooms.madeBy(ADA.user())).isZero();
        assertThat(rooms.madeBy(ADA.network())).isEqualTo(1);

        stored(by(GRACE, "made anew", LOBBY));
        assertThat(rooms.madeBy(GRACE.user())).isEqualTo(1);
        assertThat(logs.rooms("none").madeBy(ADA.user())).isZero();
    }

    @Test
    void whatIsWrittenLaterHasAnotherEpoch() {
        Position first = stored(append("a", LOBBY)).getFirst();
        logs.remove(List.of(LOBBY), _ -> true);

        String epoch = logs.span(LOBBY).epoch();
        Position second = stored(append("b", LOBBY)).getFirst();

        assertThat(second).isEqualTo(new Position(epoch, 1));
        assertThat(epoch).isNotEqualTo(first.epoch());
        assertThat(bodies(LOBBY)).containsExactly("b");
    }

    @Test
    void noRoomGetsAnEpochTwiceHoweverOftenItIsRemoved() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            assertThat(seen.add(stored(append("a", LOBBY)).getFirst().epoch())).isTrue();
            if (i % 3 == 0) {
                stored(append("b", HALL));
                logs.remove(List.of(HALL), _ -> true);
            }
            logs.remove(List.of(LOBBY), _ -> true);
        }
    }

    @Test
    void theEpochsOfOtherRoomsStay() {
        fill(HALL, 2);
        Span before = logs.span(HALL);
        fill(LOBBY, 1);
        logs.remove(List.of(LOBBY), _ -> true);
        stored(append("x", HALL));
        assertThat(logs.span(HALL)).isEqualTo(new Span(before.epoch(), 1, 3));
    }

    @Test
    void onlyLogsThatExistAndMayGoAreRemoved() {
        fill(LOBBY, 3);
        fill(HALL, 1);
        List<RoomName> nowhere = List.of(LOBBY, HALL, new RoomName("chat", "nowhere"), LOBBY);

        assertThat(logs.remove(nowhere, kept -> kept.span().count() < 2)).containsExactly(HALL);
        assertThat(logs.remove(List.of(), _ -> true)).isEmpty();

        assertThat(bodies(LOBBY)).hasSize(3);
        assertThat(bodies(HALL)).isEmpty();
    }

    @Test
    void earlierMessagesAreToldBeforeTheRemovalAndRemoved() {
        List<CompletableFuture<Appended>> outcomes = new ArrayList<>();
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            CompletableFuture<Appended> outcome = send(append("m" + i, LOBBY));
            var unused = outcome.thenRun(told::incrementAndGet);
            outcomes.add(outcome);
        }
        AtomicInteger atRemoval = new AtomicInteger();
        logs.remove(
                List.of(LOBBY),
                kept -> {
                    atRemoval.set(told.get());
                    return kept.span().newest() == 200;
                });
        assertThat(atRemoval).hasValue(200);
        assertThat(outcomes).allMatch(CompletableFuture::isDone);
        assertThat(bodies(LOBBY)).isEmpty();
    }

    @Test
    void noOutcomeMayRemove() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        logs.append(
                append("a", LOBBY),
                _ -> thrown.complete(catchThrowable(() -> logs.remove(List.of(LOBBY), _ -> true))));
        assertThatIllegalStateException()
                .isThrownBy(() -> {
                    throw await(thrown);
                });
        assertThat(bodies(LOBBY)).containsExactly("a");
    }

    @Test
    void afterTheEndNothingIsRemoved() {
        fill(LOBBY, 1);
        logs.close();
        assertThat(logs.remove(List.of(LOBBY), _ -> true)).isEmpty();
    }

    @Test
    void whileOthersWriteNoPositionIsGivenTwiceAndNoneIsLeftOut() throws Exception {
        List<RoomName> rooms = List.of(LOBBY, HALL);
        Set<String> given = ConcurrentHashMap.newKeySet();
        Map<String, Set<Long>> offsets = new ConcurrentHashMap<>();
        long seed = new Random().nextLong();
        inThreads(
                4,
                thread -> {
                    Random random = new Random(seed + thread);
                    for (int i = 0; i < 200; i++) {
                        if (thread == 0) {
                            logs.remove(some(rooms, random), _ -> random.nextBoolean());
                            for (RoomName room : rooms) {
                                logs.read(room, new From.After(0), 50, ALL);
                            }
                            continue;
                        }
                        List<RoomName> to = some(rooms, random);
                        List<Position> positions = stored(append("m", to, "alice", null));
                        for (int r = 0; r < to.size(); r++) {
                            String log = to.get(r) + " " + positions.get(r).epoch();
                            assertThat(given.add(log + " " + positions.get(r).offset()))
                                    .as("seed " + seed)
                                    .isTrue();
                            offsets.computeIfAbsent(log, _ -> ConcurrentHashMap.newKeySet())
                                    .add(positions.get(r).offset());
                        }
                    }
                });
        for (Map.Entry<String, Set<Long>> log : new TreeMap<>(offsets).entrySet()) {
            TreeSet<Long> all = new TreeSet<>(log.getValue());
            assertThat(all.first()).as("seed %d, %s", seed, log.getKey()).isEqualTo(1);
            assertThat(all.last()).as("seed %d, %s", seed, log.getKey()).isEqualTo(all.size());
        }
    }

    // Who made a room

    @Test
    void aRoomKnowsWhoWroteItsFirstMessage() {
        stored(by(ADA, "a", LOBBY));
        stored(by(GRACE, "b", HALL));
        stored(append("c", ELSEWHERE));

        assertThat(kept(LOBBY).maker()).isEqualTo(ADA);
        assertThat(kept(HALL).maker()).isEqualTo(GRACE);
        assertThat(kept(ELSEWHERE).maker()).isNull();
    }

    @Test
    void aRoomIsSharedOnceAnotherUserWroteToIt() {
        stored(by(ADA, "a", LOBBY, HALL));
        stored(append("of the server's own", LOBBY));
        stored(by(Maker.of("ada", "192.0.2.7"), "from elsewhere", LOBBY));
        assertThat(kept(LOBBY).shared()).isFalse();

        stored(by(GRACE, "b", LOBBY));
        stored(by(ADA, "c", LOBBY));

        assertThat(kept(LOBBY).shared()).isTrue();
        assertThat(kept(LOBBY).maker()).isEqualTo(ADA);
        assertThat(kept(HALL).shared()).isFalse();
    }

    @Test
    void aRoomKnowsWhenItWasLastWrittenTo() {
        stored(append("a", LOBBY));
        long first = now.get();
        now.addAndGet(5_000);
        stored(append("a", HALL));

        assertThat(kept(LOBBY).writtenMillis()).isEqualTo(first);
        assertThat(kept(HALL).writtenMillis()).isEqualTo(first + 5_000);
    }
}
