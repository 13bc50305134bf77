package io.hubbub.replay;

import static io.hubbub.room.House.name;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.room.House;
import io.hubbub.room.Joins;
import io.hubbub.room.Keeping;
import io.hubbub.room.SteppedLogs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One thread plays the store, its readers, the lanes and the clients, one step at a time and in any
 * order: messages are published, kept, told and trimmed, clients join, drop, come back with their
 * last position, read slowly. After every step each subscription has read an unbroken piece of its
 * room, beginning where its join said. At the end all have read to the end. A run can be repeated
 * by its seed.
 */
class RecoverySimulationTest {

    private static final int LANES = 2;
    private static final int SEEDS = 150;
    private static final int STEPS = 1_200;

    /** Who does nothing changes after so many steps. */
    private static final int REST = 80;

    private static final int NOBODY = 10;
    private static final int CLIENTS = 6;
    private static final List<RoomName> ROOMS = List.of(name("chat/a"), name("chat/b"));

    /** Small enough for replays to need many pages, and for much to be held. */
    private static final int OUTBOX = 2_000;

    static LongStream seeds() {
        long random = new Random().nextLong();
        return LongStream.concat(LongStream.range(0, SEEDS), LongStream.of(random));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everySubscriptionReadsAnUnbrokenPieceFromWhereItBegan(long seed) {
        new World(new Random(seed)).play();
    }

    /** A subscription, and what its client read by it. */
    private static final class Reading {

        private final Peer peer;
        private final RoomName room;
        private final String id;
        private final @Nullable Position since;

        /** Null until the join took effect. */
        private @Nullable ReplayStart start;

        /** The last offset that was read; 0 before the first. */
        private long last;

        private int checked;

        private Reading(Peer peer, RoomName room, String id, @Nullable Position since) {
            this.peer = peer;
            this.room = room;
            this.id = id;
            this.since = since;
        }

        /** Where to come back to. */
        private @Nullable Position position() {
            if (last > 0) {
                return new Position("e", last);
            }
            return start == null ? since : new Position("e", start.after());
        }
    }

    private static final class World {

        private final Random random;
        private final SteppedLogs logs = new SteppedLogs();
        private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
        private final House house =
                new House(LANES, Core.limits(OUTBOX, 100), Keeping.in(logs, reads::add));
        private final List<Reading> readings = new ArrayList<>();
        private final List<Peer> stalled = new ArrayList<>();
        private boolean trimmed;
        private boolean isReading;
        private int published;
        private int joined;

        World(Random random) {
            this.random = random;
            logs.whileRead = this::goOnMeanwhile;
        }

        void play() {
            int resting = NOBODY;
            for (int step = 0; step < STEPS; step++) {
                if (step % REST == 0) {
                    resting = random.nextInt(NOBODY + 1);
                }
                step(resting);
                readings.forEach(this::verify);
            }
            logs.whileRead = () -> {};
            stalled.forEach(peer -> peer.wire().release());
            boolean busy = true;
            while (busy) {
                busy = logs.commit();
                busy |= logs.tell();
                busy |= runRead();
                house.run();
            }
            for (Reading reading : readings) {
                verify(reading);
                if (!closed(reading)) {
                    long newest = logs.span(reading.room).newest();
                    assertThat(Math.max(reading.last, reading.start.live().offset()))
                            .as("the end that %s of %s reads", reading.id, reading.room)
                            .isEqualTo(newest);
                }
            }
        }

        /** For a while, one of those who do something may do nothing. */
        private void step(int resting) {
            int what = random.nextInt(10);
            if (what == resting) {
                return;
            }
            switch (what) {
                case 0, 1 -> publish();
                case 2 -> logs.commit();
                case 3 -> logs.tell();
                case 4, 5 -> house.core.batch(what - 4);
                case 6 -> runRead();
                case 7 -> join();
                case 8 -> drop();
                default -> {
                    stall();
                    if (random.nextInt(20) == 0) {
                        trim();
                    }
                }
            }
        }

        private void publish() {
            String body = "m" + ++published + "x".repeat(random.nextInt(40));
            String[] targets =
                    random.nextInt(10) == 0
                            ? new String[] {"chat/b", "chat/a"}
                            : new String[] {random.nextBoolean() ? "chat/a" : "chat/b"};
            house.rooms.publish(House.to(body, targets), _ -> {});
        }

        private boolean runRead() {
            Runnable read = isReading ? null : reads.poll();
            if (read == null) {
                return false;
            }
            isReading = true;
            read.run();
            isReading = false;
            return true;
        }

        /** A reader is slow to go on with what it read. */
        private void goOnMeanwhile() {
            for (int steps = random.nextInt(8) == 0 ? random.nextInt(400) : 0; steps > 0; steps--) {
                step(NOBODY);
                readings.forEach(this::verify);
            }
        }

        private void join() {
            if (readings.stream().filter(reading -> !closed(reading)).count() >= CLIENTS) {
                return;
            }
            RoomName room = ROOMS.get(random.nextInt(ROOMS.size()));
            ReplayRequest wish =
                    switch (random.nextInt(3)) {
                        case 0 -> ReplayRequest.LIVE;
                        case 1 -> new ReplayRequest(null, random.nextInt(100));
                        default ->
                                new ReplayRequest(
                                        new Position("e", random.nextInt(80)),
                                        random.nextBoolean()
                                                ? ReplayRequest.ALL
                                                : random.nextInt(40));
                    };
            enter(house.connect(), room, wish);
        }

        private void enter(Peer peer, RoomName room, ReplayRequest wish) {
            String id = "s" + ++joined;
            Reading reading = new Reading(peer, room, id, wish.since());
            readings.add(reading);
            long oldest = logs.span(room).oldest();
            var refusal =
                    Joins.join(
                            house.rooms,
                            peer.client(),
                            room,
                            House.OPEN,
                            id,
                            id,
                            wish,
                            (start, replay) -> {
                                reading.start = start;
                                verify(start, room, wish, oldest);
                                replay.run();
                            });
            assertThat(refusal).isNull();
        }

        /** What is gone is what was gone when the log was read, between the join and now. */
        private void verify(
                ReplayStart start, RoomName room, ReplayRequest wish, long oldestAtJoin) {
            Position since = wish.since();
            if (since == null || start.gap() == null) {
                return;
            }
            long lost = start.gap().lost();
            long skipped = start.gap().skipped();
            assertThat(since.offset() + lost + skipped).isEqualTo(start.after());
            assertThat(lost)
                    .isBetween(
                            Math.clamp(oldestAtJoin - 1 - since.offset(), 0, start.after()),
                            Math.max(0, logs.span(room).oldest() - 1 - since.offset()));
            if (wish.last() == ReplayRequest.ALL) {
                assertThat(skipped).isZero();
            }
        }

        /** A client drops, and is back at once, with what it read last. */
        private void drop() {
            List<Reading> open = readings.stream().filter(reading -> !closed(reading)).toList();
            if (open.isEmpty()) {
                return;
            }
            Reading reading = open.get(random.nextInt(open.size()));
            verify(reading);
            Position position = reading.position();
            if (random.nextInt(4) != 0) {
                return;
            }
            if (random.nextInt(3) == 0) {
                house.leave(reading.peer, reading.id);
            }
            reading.peer.client().ended();
            readings.remove(reading);
            stalled.remove(reading.peer);
            ReplayRequest wish =
                    position == null
                            ? ReplayRequest.LIVE
                            : new ReplayRequest(position, ReplayRequest.ALL);
            enter(house.connect(), reading.room, wish);
        }

        /** A client's socket takes nothing for a while, or takes what waits. */
        private void stall() {
            if (!stalled.isEmpty() && random.nextBoolean()) {
                stalled.removeFirst().wire().release();
            } else if (!readings.isEmpty()) {
                Peer peer = readings.get(random.nextInt(readings.size())).peer;
                if (!stalled.contains(peer)) {
                    peer.wire().full();
                    stalled.add(peer);
                }
            }
        }

        private void trim() {
            RoomName room = ROOMS.get(random.nextInt(ROOMS.size()));
            logs.trim(room, logs.span(room).newest() - random.nextInt(60));
            trimmed = true;
        }

        private boolean closed(Reading reading) {
            return reading.peer.client().isEnding();
        }

        private void verify(Reading reading) {
            List<String> read = reading.peer.wire().read();
            for (; reading.checked < read.size(); reading.checked++) {
                String[] parts = read.get(reading.checked).split("[ :]", -1);
                if (!parts[0].equals(reading.id)) {
                    // Too slow, or what it was to read next was trimmed: its last words.
                    assertThat(reading.peer.client().isEnding()).as(read.toString()).isTrue();
                    continue;
                }
                long offset = Long.parseLong(parts[2]);
                ReplayStart start = reading.start;
                assertThat(start).as("told where it begins before it reads").isNotNull();
                assertThat(parts[3]).isEqualTo(logs.body(reading.room, offset));
                if (reading.last > 0) {
                    assertThat(offset).as("next of %s", read).isEqualTo(reading.last + 1);
                } else if (start.gap() != null
                        || Boolean.TRUE.equals(start.recovered())
                        || !trimmed) {
                    assertThat(offset).as("first of %s", read).isEqualTo(start.after() + 1);
                } else {
                    assertThat(offset).as("first of %s", read).isGreaterThan(start.after());
                }
                reading.last = offset;
            }
        }
    }
}
