package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.Envelope;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.question.Question;
import io.hubbub.quota.RoomSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message from its publisher to the lanes. Where a namespace keeps its messages, the
 * log gives the position, and members are told once the message is kept: whatever anybody saw is
 * still there after the process was killed. Else the room gives it, and nothing waits.
 */
final class FanOut {

    /** For a message of an id that found no room: it has no position. */
    private static final Position NOWHERE = new Position("nowhere", 0);

    private final Lanes lanes;
    private final Stores stores;
    private final RoomTable rooms;
    private final RoomSpace space;
    private final Function<Client, Maker> makers;
    private final Object onceLock = new Object();
    private final AtomicLong volatileCount = new AtomicLong();
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param makers what a client is charged as
     */
    FanOut(Lanes lanes, Stores stores, RoomTable rooms, Function<Client, Maker> makers) {
        this.lanes = lanes;
        this.stores = stores;
        this.rooms = rooms;
        space = rooms.space();
        this.makers = makers;
    }

    void publish(Publication publication, Consumer<Published> outcome) {
        Consumer<Published> told = askAware(publication, outcome);
        lanes.all().forEach(Lane::awaitSpace);
        published.increment();
        RoomLogs log = stores.of(publication.namespace());
        String id = publication.id();
        if (log != null && publication.ephemeral()) {
            // Behind what its sender published before, which may still be on its way to the disk.
            log.inOrder(() -> {
                var unused = spread(publication, null, told);
            });
        } else if (log != null) {
            append(log, publication, told);
        } else if (id != null && !publication.ephemeral()) {
            once(publication, id, told);
        } else {
            var unused = spread(publication, null, told);
        }
    }

    long published() {
        return published.sum();
    }

    long refused() {
        return refused.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    /** A question knows when it was put to all, and ends where it was put to nobody. */
    private static Consumer<Published> askAware(
            Publication publication, Consumer<Published> outcome) {
        Question question = publication.question();
        if (question == null) {
            return outcome;
        }
        return result -> {
            outcome.accept(result);
            switch (result) {
                case Published.HandedOver _ -> question.handedOver();
                case Published.Refused _ -> question.cancel();
            }
        };
    }

    // ---------------------------------------------------------------- namespaces that keep
    // messages

    private void append(RoomLogs log, Publication publication, Consumer<Published> told) {
        Client author = publication.author();
        Maker maker = author == null ? null : makers.apply(author);
        Append append =
                new Append(
                        publication.rooms(),
                        publication.exceptRooms(),
                        publication.skipped() == null,
                        publication.message(),
                        publication.id(),
                        maker);
        Refusal why = maker == null ? null : stores.quotas().store(maker, append.bytes());
        List<RoomName> expected = new ArrayList<>(0);
        for (RoomName room : publication.rooms()) {
            if (why == null && log.span(room).newest() == 0) {
                why = space.expect(room, maker);
                if (why == null) {
                    expected.add(room);
                }
            }
        }
        if (why != null) {
            expected.forEach(space::arrived);
            refuse(why, told);
            return;
        }
        log.append(
                append,
                appended -> {
                    expected.forEach(space::arrived);
                    switch (appended) {
                        case Appended.Said _, Appended.Unknown _ ->
                                throw new IllegalStateException(appended.toString());
                        case Appended.Stored(List<Position> positions) -> {
                            var unused = spread(publication, positions, told);
                        }
                        case Appended.Duplicate(Position position) -> again(position, told);
                        case Appended.Refused(Refusal refusal) -> refuse(refusal, told);
                    }
                });
    }

    private void refuse(Refusal refusal, Consumer<Published> told) {
        refused.increment();
        told.accept(new Published.Refused(refusal));
    }

    /**
     * The first of its id is in the lanes' inboxes, and this is told behind it: a receipt means the
     * same for both.
     */
    private void again(@Nullable Position position, Consumer<Published> told) {
        AtomicInteger lanesLeft = new AtomicInteger(lanes.count());
        for (Lane lane : lanes.all()) {
            lane.execute(_ -> {
                if (lanesLeft.decrementAndGet() == 0) {
                    told.accept(new Published.HandedOver(position));
                }
            });
        }
    }

    // ---------------------------------------------------------------- namespaces that keep nothing

    /** One at a time, so that the second of an id finds the position of the first. */
    private void once(Publication publication, String id, Consumer<Published> told) {
        RecentIds ids = stores.ids();
        String namespace = publication.namespace();
        String user = publication.message().from();
        long now = stores.epochMillis().getAsLong();
        Position first;
        synchronized (onceLock) {
            first = ids.find(namespace, user, id, now);
            if (first == null) {
                Position given = spread(publication, null, told);
                ids.remember(namespace, user, id, given == null ? NOWHERE : given, now);
                return;
            }
        }
        again(first.equals(NOWHERE) ? null : first, told);
    }

    // ---------------------------------------------------------------- to the lanes

    /** A room that a message goes to, and where it is kept there; null where it is not. */
    private record Target(Room room, @Nullable Position position) {}

    /**
     * Gives a message to the lanes.
     *
     * @param positions where it is kept, in the order of its rooms; null where it is not
     * @return where it stands in the first room that has one
     */
    private @Nullable Position spread(
            Publication publication, @Nullable List<Position> positions, Consumer<Published> told) {
        List<RoomName> names = publication.rooms();
        List<Target> targets = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            Room room = rooms.get(names.get(i));
            if (room != null) {
                targets.add(new Target(room, positions == null ? null : positions.get(i)));
            }
        }
        List<Room> excepted =
                publication.exceptRooms().stream()
                        .distinct()
                        .map(rooms::get)
                        .filter(Objects::nonNull)
                        .toList();
        List<Room> locked =
                targets.stream()
                        .map(Target::room)
                        .sorted((a, b) -> a.name().compareTo(b.name()))
                        .toList();
        return whileHolding(
                locked,
                0,
                () -> {
                    List<Delivery.Route> routes = routes(publication, targets);
                    Position first = first(publication, positions, routes);
                    Runnable handedOver = () -> told.accept(new Published.HandedOver(first));
                    if (!commit(publication, routes, excepted, handedOver)) {
                        handedOver.run();
                    }
                    return first;
                });
    }

    /** Takes the rooms' monitors in the order of their names, then acts. */
    private static <T extends @Nullable Object> T whileHolding(
            List<Room> sorted, int from, Supplier<T> action) {
        if (from == sorted.size()) {
            return action.get();
        }
        synchronized (sorted.get(from)) {
            return whileHolding(sorted, from + 1, action);
        }
    }

    /** Holding the monitors of all targets: whom it goes to, and as what. */
    private List<Delivery.Route> routes(Publication publication, List<Target> targets) {
        List<Delivery.Route> routes = new ArrayList<>(targets.size());
        for (Target target : targets) {
            Room room = target.room;
            Position position = target.position;
            if (position != null) {
                rooms.kept(room);
                if (!room.tell(position)) {
                    continue;
                }
            } else if (!publication.ephemeral()) {
                position = room.next();
            }
            String id =
                    position == null ? "v:" + volatileCount.incrementAndGet() : position.toString();
            Envelope envelope = new Envelope(room.destination(), id, publication.live());
            routes.add(new Delivery.Route(room, position, envelope));
        }
        return routes;
    }

    private static @Nullable Position first(
            Publication publication,
            @Nullable List<Position> positions,
            List<Delivery.Route> routes) {
        if (positions != null) {
            return positions.getFirst();
        }
        return publication.ephemeral() || routes.isEmpty() ? null : routes.getFirst().position();
    }

    /**
     * Holding the monitors of all targets: lanes are told in the order of the positions.
     *
     * @return false where no lane has members, and so none will call {@code handedOver}
     */
    private boolean commit(
            Publication publication,
            List<Delivery.Route> routes,
            List<Room> excepted,
            Runnable handedOver) {
        boolean[] concerned = new boolean[lanes.count()];
        int lanesConcerned = 0;
        for (Delivery.Route route : routes) {
            for (int lane = 0; lane < concerned.length; lane++) {
                if (!concerned[lane] && route.room().hasMembersOn(lane)) {
                    concerned[lane] = true;
                    lanesConcerned++;
                }
            }
        }
        if (lanesConcerned == 0) {
            return false;
        }
        Delivery delivery =
                new Delivery(routes, excepted, publication, lanesConcerned, handedOver, dropped);
        for (int lane = 0; lane < concerned.length; lane++) {
            if (concerned[lane]) {
                lanes.get(lane).execute(delivery);
            }
        }
        return true;
    }
}
