package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Feed;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.Routing;
import io.hubbub.message.Routing.Target;
import io.hubbub.quota.BoundedAppends;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message from its publisher to the lanes. The message goes to the namespace's engine.
 * The engine tells the message to the feed of each of its rooms. The feed gives the message to the
 * lanes that have members. A message to clients has no feed, so it goes to the lanes when the
 * engine tells its outcome. A member reads only what the engine told. So every message that anybody
 * read is kept as its namespace demands.
 */
final class FanOut {

    private final Lanes lanes;
    private final Clients clients;
    private final Stores stores;
    private final RoomTable rooms;
    private final BoundedAppends appends;
    private final Function<Client, Maker> makers;

    /** Numbers the messages that have no position. Any thread adds to it. */
    private final AtomicLong unnumbered = new AtomicLong();

    // For metrics. Any thread adds to these.
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param makers gives the user and the network that a client's messages are charged to
     */
    FanOut(
            Lanes lanes,
            Clients clients,
            Stores stores,
            RoomTable rooms,
            Function<Client, Maker> makers) {
        this.lanes = lanes;
        this.clients = clients;
        this.stores = stores;
        this.rooms = rooms;
        appends = new BoundedAppends(rooms.space(), stores.quotas());
        this.makers = makers;
    }

    /** How many messages were published, whatever became of them. */
    long published() {
        return published.sum();
    }

    /** How many messages could not be kept. */
    long refused() {
        return refused.sum();
    }

    /** How many volatile messages were dropped for clients that were behind. */
    long dropped() {
        return dropped.sum();
    }

    // ---------------------------------------------------------------- to the engine

    void publish(Publication publication, Consumer<Published> outcome) {
        lanes.all().forEach(Lane::awaitSpace);
        published.increment();
        Spread spread = new Spread(publication, lanes.count(), outcome);
        RoomLogs engine = stores.engine(publication.routing().namespace());
        Client author = publication.author();
        Maker maker = author != null && engine.keeps() ? makers.apply(author) : null;
        Append append =
                new Append(
                        publication.routing(),
                        publication.message(),
                        publication.ephemeral(),
                        publication.id(),
                        maker,
                        spread);
        appends.append(engine, append, appended -> settle(spread, appended));
    }

    private void settle(Spread spread, Appended appended) {
        switch (appended) {
            case Appended.Stored(List<Position> positions) ->
                    spread.settle(new Published.HandedOver(positions.getFirst()));
            case Appended.Said(Position position) -> {
                if (!(spread.publication().routing().target() instanceof Target.Rooms)) {
                    deliverDirectly(spread);
                }
                spread.settle(new Published.HandedOver(position));
            }
            case Appended.Duplicate(Position position) -> {
                // The first message with this id was put into the lanes' inboxes before. Each lane
                // now gets a task behind it, and this outcome is told after the last of these
                // tasks. So a confirmation means the same for both messages.
                spread.begin(lanes.count());
                lanes.all().forEach(lane -> lane.execute(_ -> spread.done()));
                spread.settle(new Published.HandedOver(position));
            }
            case Appended.Refused(Refusal refusal) -> {
                refused.increment();
                spread.settle(new Published.Refused(refusal));
            }
            case Appended.Unknown() -> {
                Client author = spread.publication().author();
                if (author != null) {
                    Refusal comeBack = new Refusal(ErrorCode.SERVER_ERROR);
                    author.fail(comeBack, Departure.SERVER_ERROR);
                }
                spread.settle(new Published.Unknown());
            }
        }
    }

    // ---------------------------------------------------------------- from the engine

    /** Follows a room, unless it is followed already. May wait, so call it under no lock. */
    void follow(Room room) {
        if (room.follow(new RoomFeed(room))) {
            synchronized (room) {
                if (room.tail().span().newest() > 0) {
                    countByLog(room);
                }
            }
        }
    }

    /** What a room hears from the engine. */
    private final class RoomFeed implements Feed {

        private final Room room;

        RoomFeed(Room room) {
            this.room = room;
        }

        @Override
        public void said(
                @Nullable Position position,
                Message message,
                Routing routing,
                @Nullable Object local) {
            Spread spread =
                    local instanceof Spread own
                            ? own
                            : new Spread(
                                    new Publication(routing, position == null, message),
                                    lanes.count(),
                                    _ -> {});
            spread(room, position, spread);
        }

        @Override
        public void broke(Span now) {
            synchronized (room) {
                room.broke(now);
            }
        }
    }

    /** Gives a message of a room to the lanes that have members, in the order of positions. */
    private void spread(Room room, @Nullable Position position, Spread spread) {
        String id = position == null ? unnumberedId() : position.toString();
        Envelope envelope = new Envelope(room.channel(), id, spread.message());
        List<Room> excepted = excepted(spread.publication().routing());
        synchronized (room) {
            if (position != null) {
                countByLog(room);
                if (!room.tell(position)) {
                    return;
                }
            }
            int concerned = room.lanesWithMembers();
            if (concerned == 0) {
                return;
            }
            Delivery delivery = new Delivery(room, position, envelope, spread, excepted, dropped);
            spread.begin(concerned);
            for (int lane = 0; lane < lanes.count(); lane++) {
                if (room.hasMembersOn(lane)) {
                    lanes.get(lane).execute(delivery);
                }
            }
        }
    }

    /**
     * From now on, the room is counted by its log. Called when the log has a message, while the
     * room's monitor is held.
     */
    private void countByLog(Room room) {
        if (room.isCounted() && room.logs().keeps()) {
            rooms.kept(room);
        }
    }

    private List<Room> excepted(Routing routing) {
        return routing.exceptRooms().isEmpty()
                ? List.of()
                : routing.exceptRooms().stream()
                        .distinct()
                        .map(rooms::get)
                        .filter(Objects::nonNull)
                        .toList();
    }

    // ---------------------------------------------------------------- straight to clients

    /** Gives a message that is for clients to the lanes that have any of them. */
    private void deliverDirectly(Spread spread) {
        String id = unnumberedId();
        List<List<Client>> byLane = new ArrayList<>();
        lanes.all().forEach(_ -> byLane.add(new ArrayList<>()));
        for (Client client : chosen(spread.publication().routing().target())) {
            byLane.get(client.lane().index()).add(client);
        }
        for (Lane lane : lanes.all()) {
            List<Client> there = byLane.get(lane.index());
            if (!there.isEmpty()) {
                spread.begin(1);
                lane.execute(new DirectDelivery(there, id, spread, dropped));
            }
        }
    }

    private Collection<Client> chosen(Target target) {
        return switch (target) {
            case Target.Rooms _ -> List.of();
            case Target.Clients(_, List<String> ids) ->
                    ids.stream().distinct().map(clients::find).filter(Objects::nonNull).toList();
            case Target.Everyone _ -> clients.all();
        };
    }

    /** The id of a message that has no position. */
    private String unnumberedId() {
        return "v:" + unnumbered.incrementAndGet();
    }
}
