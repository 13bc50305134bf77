package io.hubbub.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many small rooms, each with one publisher: what is measured is the way of a message rather than
 * its fan-out. Each member checks every delivery.
 */
final class SmallRoomsLoad {

    /** One client that publishes, with the rooms that it publishes to in turns. */
    private static final class Publisher {

        private final Member member;
        private final List<Room> rooms;
        private final PublishPace pace;
        private int next;

        Publisher(Member member, List<Room> rooms, PublishPace pace) {
            this.member = member;
            this.rooms = rooms;
            this.pace = pace;
        }

        long inFlight() {
            long inFlight = 0;
            for (Room room : rooms) {
                inFlight += room.inFlight();
            }
            return inFlight;
        }

        Room turn() {
            next = (next + 1) % rooms.size();
            return rooms.get(next);
        }
    }

    /** One room, with what was published to it. */
    private static final class Room {

        private final SendFrame frame;
        private final List<Member> members;
        private long published;

        Room(List<Member> members) {
            this.frame = new SendFrame(members.getFirst().topic());
            this.members = List.copyOf(members);
        }

        long inFlight() {
            long slowest = Long.MAX_VALUE;
            for (Member member : members) {
                slowest = Math.min(slowest, member.ledger().received());
            }
            return published - slowest;
        }

        Faults faults() {
            return members.stream()
                    .map(member -> member.ledger().faults(published))
                    .reduce(Faults.NONE, Faults::plus);
        }
    }

    private final Server server;
    private final LoadClient client;
    private final List<Room> rooms = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();

    private SmallRoomsLoad(Server server, LoadClient client) {
        this.server = server;
        this.client = client;
    }

    static Measurement run(Server server, Scenario scenario, Duration leadIn, Duration measured)
            throws IOException {
        try (LoadClient client = new LoadClient(server.port())) {
            SmallRoomsLoad load = new SmallRoomsLoad(server, client);
            switch (scenario) {
                case ONE_TO_ONE -> load.oneToOne(scenario);
                case PAIRS -> load.pairs(scenario);
                default -> throw new IllegalArgumentException(scenario.name());
            }
            return load.measure(leadIn, measured);
        }
    }

    /** Each member has a room of its own; the publishers are in none. */
    private void oneToOne(Scenario scenario) throws IOException {
        join(scenario.members, 1);
        client.connect(
                Collections.nCopies(
                        scenario.publishers, rooms.getFirst().members.getFirst().topic()));
        int share = rooms.size() / scenario.publishers;
        for (int i = 0; i < scenario.publishers; i++) {
            Member member = client.members().get(scenario.members + i);
            publishers.add(
                    new Publisher(
                            member, rooms.subList(i * share, (i + 1) * share), scenario.pace()));
        }
    }

    /** Each room has two members, of which one publishes. */
    private void pairs(Scenario scenario) throws IOException {
        join(scenario.members / 2, 2);
        Duration interval =
                Duration.ofSeconds(1)
                        .multipliedBy(rooms.size())
                        .dividedBy(Scenario.PAIRED_MESSAGES_PER_SECOND);
        for (Room room : rooms) {
            Duration phase = interval.multipliedBy(publishers.size()).dividedBy(rooms.size());
            publishers.add(
                    new Publisher(
                            room.members.getFirst(),
                            List.of(room),
                            new PublishPace.FixedRate(interval, phase)));
        }
    }

    private void join(int roomCount, int membersEach) throws IOException {
        client.join(
                IntStream.range(0, roomCount * membersEach)
                        .mapToObj(i -> server.contender().topic("room" + i / membersEach))
                        .toList());
        for (int i = 0; i < roomCount; i++) {
            rooms.add(new Room(client.members().subList(i * membersEach, (i + 1) * membersEach)));
        }
    }

    private Measurement measure(Duration leadIn, Duration measured) throws IOException {
        publishFor(leadIn);
        client.latencyMicros().reset();
        long before = deliveries();
        Meter meter = new Meter(server);
        publishFor(measured);
        long deliveries = deliveries() - before;
        meter.stop();
        Measurement measurement = meter.measurement(deliveries, client.latencyMicros());
        client.drain(this::deliveries, () -> rooms.stream().allMatch(room -> room.inFlight() == 0));
        return measurement.with(rooms.stream().map(Room::faults).reduce(Faults.NONE, Faults::plus));
    }

    private void publishFor(Duration time) throws IOException {
        Deadline end = Deadline.in(time);
        while (!end.passed()) {
            long pauseNanos = Long.MAX_VALUE;
            for (Publisher publisher : publishers) {
                publishDue(publisher);
                pauseNanos = Math.min(pauseNanos, publisher.pace.pauseNanos(Body.clockNanos()));
            }
            client.turn(pauseNanos);
        }
    }

    private void publishDue(Publisher publisher) throws IOException {
        if (publisher.member.blocked()) {
            return;
        }
        long nowNanos = Body.clockNanos();
        int due = publisher.pace.due(nowNanos, publisher.inFlight());
        if (due == 0) {
            return;
        }
        client.write(
                publisher.member,
                out -> {
                    for (int i = 0; i < due; i++) {
                        Room room = publisher.turn();
                        if (out.remaining() < room.frame.size()) {
                            return;
                        }
                        long sentNanos = publisher.pace.take(nowNanos);
                        room.frame.putInto(out, 0, room.published++, sentNanos);
                    }
                });
    }

    private long deliveries() {
        long deliveries = 0;
        for (Member member : client.members()) {
            deliveries += member.ledger().received();
        }
        return deliveries;
    }
}
