package io.hubbub.room;

import static io.hubbub.room.House.name;
import static io.hubbub.room.House.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.FormatById;
import io.hubbub.due.HeartBeat;
import io.hubbub.engine.LateLogs;
import io.hubbub.message.Envelope;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads act at random on running lanes. Their clients join, leave, publish to one room or to
 * several, and end, while the server's code moves the same clients in and out of rooms of its own.
 * What every client read is checked afterwards. The seed decides what is done; the machine decides
 * what happens at the same time.
 */
@Timeout(120)
class SimulationTest {

    private static final int LANES = 3;
    private static final int ACTORS = 6;
    private static final int STEPS = 1_500;
    private static final int CLIENTS_EACH = 4;
    private static final List<String> ROOMS =
            List.of("chat/a", "chat/b", "chat/c", "main/a", "main/b");
    private static final List<String> SERVER_ROOMS = List.of("server/a", "server/b", "chat/s");

    private House house = new House(LANES);
    private final Recorder recorder = new Recorder();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final Set<Client> living = ConcurrentHashMap.newKeySet();

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, new Random().nextLong());
    }

    @AfterEach
    void close() {
        house.core.lanes.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everySubscriptionReadsAllFromItsJoinToItsLeaveInOneOrderForAll(long seed)
            throws Exception {
        List<Actor> actors = play(new Random(seed));
        stopLanes();

        verifyReadings(actors);
        for (Actor actor : actors) {
            for (Member member : actor.mine) {
                verifyOwnMessages(member, actor.number);
            }
        }
        end(actors);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void itDoesSoTooWhereTheEngineAnswersLateOutOfTurnWithOtherRoomsOrCannotSay(long seed)
            throws Exception {
        Random random = new Random(seed);
        LateLogs logs = LateLogs.ofTransient(new Random(random.nextLong()), 0.1);
        house =
                new House(
                        LANES,
                        Core.limits(1_000_000, 100),
                        Keeping.in(logs.drive(), Runnable::run));
        List<Actor> actors = play(random);
        logs.settle();
        stopLanes();

        assertThat(unknown).as("outcomes that nobody could say").hasPositiveValue();
        verifyReadings(actors);
        end(actors);
        logs.close();
    }

    private void told(Published outcome) {
        told.incrementAndGet();
        if (outcome instanceof Published.Unknown) {
            unknown.incrementAndGet();
        }
    }

    /** All actors act, each on a thread of its own, while clients are moved. */
    private List<Actor> play(Random random) throws Exception {
        house.core.lanes.start();
        List<Actor> actors = new ArrayList<>();
        for (int i = 0; i < ACTORS; i++) {
            actors.add(new Actor(i, new Random(random.nextLong())));
        }
        CountDownLatch actorsLeft = new CountDownLatch(ACTORS);
        Random movers = new Random(random.nextLong());
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> done = new ArrayList<>();
            for (Actor actor : actors) {
                done.add(
                        threads.submit(() -> {
                            try {
                                actor.act();
                            } finally {
                                actorsLeft.countDown();
                            }
                        }));
            }
            done.add(threads.submit(() -> moveClients(movers, actorsLeft)));
            for (Future<?> future : done) {
                future.get();
            }
        }
        return actors;
    }

    private void verifyReadings(List<Actor> actors) {
        actors.forEach(actor -> actor.all.forEach(this::verifyReadings));
    }

    private void end(List<Actor> actors) {
        assertThat(told).as("outcomes that were told").hasValue(published.get());
        actors.forEach(actor -> actor.mine.forEach(member -> member.client.ended()));
        house.run();
        verifyNothingIsLeft();
    }

    // ---------------------------------------------------------------- what is done

    /** One thread with clients of its own. */
    private final class Actor {

        private final int number;
        private final Random random;
        private final List<Member> mine = new ArrayList<>();
        private final List<Member> all = new ArrayList<>();
        private int sent;
        private int joined;

        Actor(int number, Random random) {
            this.number = number;
            this.random = random;
        }

        void act() {
            for (int i = 0; i < CLIENTS_EACH; i++) {
                replace(null);
            }
            for (int step = 0; step < STEPS; step++) {
                Member member = mine.get(random.nextInt(mine.size()));
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3 -> join(member);
                    case 4, 5, 6 -> leave(member);
                    case 7 -> {
                        if (random.nextInt(4) == 0) {
                            replace(member);
                        }
                    }
                    default -> publish();
                }
            }
        }

        private void join(Member member) {
            String id = "s" + number + "." + joined++;
            String room = ROOMS.get(random.nextInt(ROOMS.size()));
            Refusal refusal =
                    Joins.join(
                            house.rooms,
                            member.client,
                            name(room),
                            House.OPEN,
                            id,
                            id,
                            ReplayRequest.LIVE,
                            (start, replay) -> {
                                member.starts.put(id, start.live());
                                replay.run();
                            });
            if (refusal == null) {
                member.held.put(id, room);
            }
        }

        private void leave(Member member) {
            if (!member.held.isEmpty()) {
                String id = member.held.keySet().iterator().next();
                member.held.remove(id);
                assertThat(house.rooms.leave(member.client, id, _ -> {})).isTrue();
            }
        }

        private void replace(@Nullable Member old) {
            if (old != null) {
                mine.remove(old);
                living.remove(old.client);
                old.client.ended();
            }
            Member member = new Member(random.nextLong());
            mine.add(member);
            all.add(member);
            living.add(member.client);
        }

        private void publish() {
            String body = number + "-" + ++sent;
            String[] targets = new String[random.nextInt(4) == 0 ? 3 : 1];
            for (int i = 0; i < targets.length; i++) {
                targets[i] = ROOMS.get(random.nextInt(ROOMS.size()));
            }
            published.incrementAndGet();
            house.rooms.publish(to(body, targets), SimulationTest.this::told);
            for (Member member : mine) {
                Stream.of(targets)
                        .filter(member.held::containsValue)
                        .findFirst()
                        .ifPresent(room -> member.expect(room, body));
            }
        }
    }

    /** The server's own code, which knows nothing of what the clients do. */
    private void moveClients(Random random, CountDownLatch actorsLeft) {
        int joined = 0;
        while (actorsLeft.getCount() > 0) {
            String room = SERVER_ROOMS.get(random.nextInt(SERVER_ROOMS.size()));
            for (Client client : living) {
                if (random.nextBoolean()) {
                    house.join(client, room, "m" + joined++, House.OPEN);
                } else {
                    house.rooms.leave(client, name(room));
                }
            }
            published.incrementAndGet();
            house.rooms.publish(to("m-" + joined++, room), SimulationTest.this::told);
        }
    }

    /** A client and what it read. */
    private final class Member implements Wire {

        private final Random random;
        private final Client client;
        private final Map<String, String> held = new LinkedHashMap<>();
        private final List<String> expected = new ArrayList<>();
        private final List<Reading> readings = new ArrayList<>();

        /** Where each of its own subscriptions began. Its lane puts them. */
        private final Map<String, Position> starts = new ConcurrentHashMap<>();

        Member(long seed) {
            random = new Random(seed);
            client = house.core.clients.open(null, Core.ORIGIN, recorder, this, null);
            client.connected(recorder, HeartBeat.NONE);
            client.announce(new byte[0]);
        }

        void expect(String room, String body) {
            held.forEach((id, held) -> {
                if (held.equals(room)) {
                    expected.add(id + " " + body);
                }
            });
        }

        @Override
        public int write(Queue<byte[]> frames, ByteBuffer scratch) {
            frames.removeIf(frame -> frame.length == 0); // the greeting
            int taken = random.nextInt(10) == 0 ? 1 : Integer.MAX_VALUE;
            int bytes = 0;
            for (int i = 0; i < taken && !frames.isEmpty(); i++) {
                byte[] frame = frames.remove();
                readings.add(Reading.of(frame));
                bytes = frame.length;
            }
            if (taken == 1) {
                client.writable();
                return bytes;
            }
            return 0;
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("closed: " + code + " " + reason);
        }

        @Override
        public void abort() {
            throw new AssertionError("aborted");
        }
    }

    /** A message as a client read it. */
    private record Reading(String subscription, String epoch, long offset, String body) {

        static Reading of(byte[] frame) {
            String[] parts = new String(frame, StandardCharsets.UTF_8).split("[ :]", -1);
            return new Reading(parts[0], parts[1], Long.parseLong(parts[2]), parts[3]);
        }
    }

    /** Knows what stood at each position. */
    private static final class Recorder implements FormatById {

        private final ConcurrentHashMap<String, String> bodies = new ConcurrentHashMap<>();
        private final Set<String> doubled = ConcurrentHashMap.newKeySet();

        @Override
        public byte[] message(Envelope envelope, @Nullable String subscription) {
            String body = new String(envelope.message().body(), StandardCharsets.UTF_8);
            String before = bodies.put(envelope.id(), body);
            if (before != null && !before.equals(body)) {
                doubled.add(envelope.id());
            }
            return (subscription + " " + envelope.id() + " " + body)
                    .getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] error(Refusal refusal) {
            throw new AssertionError(refusal);
        }

        @Override
        public byte @Nullable [] farewell(int code, String reason) {
            return null;
        }

        @Override
        public byte[] heartbeat() {
            throw new AssertionError();
        }

        @Override
        public byte @Nullable [] probe() {
            return null;
        }
    }

    // ---------------------------------------------------------------- what must be so

    private void verifyReadings(Member member) {
        assertThat(recorder.doubled).as("positions that were given twice").isEmpty();
        Map<String, List<Reading>> bySubscription = new LinkedHashMap<>();
        Set<String> bodies = new HashSet<>();
        Map<String, String> epochs = new HashMap<>();
        for (Reading reading : member.readings) {
            bodies.add(reading.body());
            // Each room has an epoch of its own.
            assertThat(epochs.merge(reading.body(), reading.epoch(), (first, _) -> first))
                    .as("the room through which %s was read", reading.body())
                    .isEqualTo(reading.epoch());
            bySubscription
                    .computeIfAbsent(reading.subscription(), _ -> new ArrayList<>())
                    .add(reading);
        }
        bySubscription.forEach((id, readings) -> {
            Position start = member.starts.get(id);
            Reading last =
                    start == null ? null : new Reading(id, start.epoch(), start.offset(), "");
            Map<String, Integer> bySender = new HashMap<>();
            for (Reading reading : readings) {
                String[] sender = reading.body().split("-", -1);
                Integer before = bySender.put(sender[0], Integer.valueOf(sender[1]));
                assertThat(before == null || before < Integer.parseInt(sender[1]))
                        .as("one sender's messages in order: %s", readings)
                        .isTrue();
                if (last != null) {
                    assertThat(reading.epoch()).as("one epoch: %s", id).isEqualTo(last.epoch());
                    assertThat(reading.offset()).as("order of %s", id).isGreaterThan(last.offset());
                    for (long gap = last.offset() + 1; gap < reading.offset(); gap++) {
                        // Not a gap where the message came through another room of its union.
                        assertThat(recorder.bodies.get(reading.epoch() + ":" + gap))
                                .as("what %s missed at %s:%d", id, reading.epoch(), gap)
                                .isNotNull()
                                .isIn(bodies);
                    }
                }
                last = reading;
            }
        });
    }

    /** What a thread published after its client's join, and before its leave, was read; once. */
    private static void verifyOwnMessages(Member member, int sender) {
        List<String> own =
                member.readings.stream()
                        .filter(reading -> reading.body().startsWith(sender + "-"))
                        .map(reading -> reading.subscription() + " " + reading.body())
                        .toList();
        assertThat(own).containsExactlyInAnyOrderElementsOf(member.expected);
    }

    private void verifyNothingIsLeft() {
        assertThat(house.core.clients.count()).as("clients").isZero();
        assertThat(house.rooms.count()).as("rooms").isZero();
        verifyNoRoomIsCounted();
        assertThat(house.core.lanes.all())
                .allSatisfy(lane -> {
                    assertThat(lane.inboxBytes()).isZero();
                });
        Map<Object, Boolean> standing = new HashMap<>();
        for (Object event : house.core.happened()) {
            if (event instanceof RoomEvent.Created(var room)) {
                assertThat(standing.put(room, true)).as("created twice").isNotEqualTo(true);
            } else if (event instanceof RoomEvent.Vacated(var room)) {
                assertThat(standing.put(room, false)).as("vacated twice").isEqualTo(true);
            }
        }
        assertThat(standing.values()).containsOnly(false);
    }

    /** In a namespace of one room there is room for one. */
    private void verifyNoRoomIsCounted() {
        Member last = new Member(0);
        for (String namespace : List.of("chat", "main", "server")) {
            String room = namespace + "/last";
            assertThat(house.join(last.client, room, room, House.bounded(1, 0))).isNull();
        }
        last.client.ended();
        house.run();
    }

    /**
     * Ends the lanes' threads, which run and write what waits before; a lane that only ran its last
     * task may not have written what that brought. What comes after it is run by the test itself.
     */
    private void stopLanes() {
        // Each call waits a moment for what still runs, and not at all where nothing does.
        for (int i = 0; i < 60; i++) {
            house.core.lanes.close();
        }
    }
}
