package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Dialect;
import io.hubbub.client.Events;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.client.Subscription;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Policy;
import io.hubbub.question.Questions;
import io.hubbub.quota.Makers;
import io.hubbub.quota.RoomSpace;
import io.hubbub.replay.CatchUp;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.ReplayStart;
import io.hubbub.replay.Replays;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All rooms: joining, leaving, publishing. Safe for every thread; nothing here blocks but {@link
 * #publish}, which waits for lanes that are behind. It decides nothing about who may do what.
 *
 * <p>Locks are taken in one order: a client's monitor, then rooms' monitors by name. A question's
 * monitor is taken while holding none of these, and none of these while holding it.
 */
public final class Rooms {

    private final Lanes lanes;
    private final Events events;
    private final Questions questions;
    private final Supplier<String> epochs;
    private final Stores stores;
    private final MembershipListener onlooker;
    private final ConcurrentHashMap<RoomName, Room> rooms = new ConcurrentHashMap<>();
    private final Makers<Client> makers =
            new Makers<>(
                    client -> Maker.of(client.user().name(), client.origin().network()),
                    Client::isEnding);
    private final RoomSpace space;
    private final FanOut fanOut;
    private final Replays replays;

    public Rooms(
            Clients clients,
            Lanes lanes,
            Events events,
            Questions questions,
            Supplier<String> epochs,
            Stores stores,
            MembershipListener onlooker) {
        this.lanes = lanes;
        this.events = events;
        this.questions = questions;
        this.epochs = epochs;
        this.stores = stores;
        this.onlooker = onlooker;
        space =
                new RoomSpace(
                        stores.quotas(), stores.logs(), stores.maxRooms(), rooms::containsKey);
        fanOut = new FanOut(lanes, stores, rooms, space, makers::of, this::kept);
        long outboxBytes = clients.limits().outboxSize().toBytes();
        replays = new Replays(lanes, outboxBytes, stores.readers(), this::isMember);
        clients.onEnd(this::end);
    }

    /** Makes a client a member because the server's own code says so, which no quota bounds. */
    @Nullable Refusal move(Client client, RoomName name, Policy policy, String id) {
        Dialect dialect = new Dialect(client.format(), id);
        return join(client, name, policy, id, dialect, ReplayRequest.LIVE, Joined.NOTHING, false);
    }

    /**
     * Subscribes a client to a room, which makes it a member.
     *
     * @param subscription what its messages are to carry as the subscription's id
     * @param joined run on the client's lane once the join took effect: every message published
     *     after that moment is delivered, and of those from before what it wished for
     * @return why not; null where it joined
     */
    public @Nullable Refusal join(
            Client client,
            RoomName name,
            Policy policy,
            String subscriptionId,
            @Nullable String subscription,
            ReplayRequest wish,
            Joined joined) {
        Dialect dialect = new Dialect(client.format(), subscription);
        return join(client, name, policy, subscriptionId, dialect, wish, joined, true);
    }

    /** The same in a dialect; where charged, a room that is made counts for the client's quota. */
    public @Nullable Refusal join(
            Client client,
            RoomName name,
            Policy policy,
            String subscriptionId,
            Dialect dialect,
            ReplayRequest wish,
            Joined joined,
            boolean charged) {
        AtomicReference<@Nullable Refusal> refused = new AtomicReference<>();
        while (true) {
            Room room = rooms.get(name);
            if (room == null) {
                Client maker = charged ? client : null;
                room = rooms.computeIfAbsent(name, _ -> create(name, policy, maker, refused));
            }
            if (room == null) {
                return refused.get();
            }
            Subscription wanted = new Subscription(client, subscriptionId, room, dialect);
            synchronized (client) {
                synchronized (room) {
                    if (room.isVacated()) {
                        continue;
                    }
                    Refusal refusal = enrol(wanted, room, policy, wish, joined);
                    if (refusal != null) {
                        discardIfEmpty(room);
                    }
                    return refusal;
                }
            }
        }
    }

    /**
     * Counts and makes a room in one step of the map, so that no join sees one without the other.
     */
    private @Nullable Room create(
            RoomName name,
            Policy policy,
            @Nullable Client client,
            AtomicReference<@Nullable Refusal> refused) {
        RoomLogs log = stores.of(name.namespace());
        boolean kept = log != null && log.span(name).newest() > 0;
        Maker maker = kept || client == null ? null : makers.of(client);
        Refusal refusal = kept ? null : space.hold(name, maker, policy.maxRooms());
        if (refusal != null) {
            refused.set(refusal);
            return null;
        }
        Room room = new Room(name, epochs.get(), maker, log, lanes.count());
        if (kept) {
            room.uncount();
        }
        return room;
    }

    /** Holding both monitors. */
    private @Nullable Refusal enrol(
            Subscription wanted, Room room, Policy policy, ReplayRequest wish, Joined joined) {
        Client client = wanted.client();
        boolean full = policy.maxMembers() > 0 && room.memberCount() >= policy.maxMembers();
        if (full && !room.isMember(client)) {
            return new Refusal(ErrorCode.ROOM_FULL);
        }
        boolean entering = roomsOf(client).noneMatch(sameNamespace(room));
        Refusal refusal = client.subscribe(wanted);
        if (refusal != null) {
            return refusal;
        }
        if (room.memberCount() == 0) {
            events.publish(new RoomEvent.Created(room.name()));
        }
        boolean newMember = room.enrol(wanted);
        ReplayStart start = ReplayStart.of(wish, room.span());
        client.lane()
                .execute(lane -> {
                    if (client.isClosing()) {
                        // It reads nothing any more, but who waits for the join is not to wait on.
                        joined.accept(start, () -> {});
                    } else {
                        add(wanted, room, start, lane, joined);
                    }
                });
        if (entering) {
            String namespace = room.name().namespace();
            events.publish(new RoomEvent.NamespaceEntered(client.id(), client.user(), namespace));
        }
        if (newMember) {
            onlooker.joined(client, room.name());
            events.publish(new RoomEvent.Joined(client.id(), client.user(), room.name()));
        }
        return null;
    }

    /** On the client's lane. */
    private void add(Subscription wanted, Room room, ReplayStart start, Lane lane, Joined joined) {
        Shard shard = room.shard(lane.index());
        shard.seen(start.live());
        RoomLogs log = room.log();
        if (start.missed() == 0 || log == null) {
            shard.add(wanted);
            joined.accept(start, () -> {});
            return;
        }
        CatchUp catchUp =
                new CatchUp(wanted, room.name(), log, start, replays.pageBytes(), shard::settle);
        shard.await(catchUp);
        if (start.gap() == null) {
            joined.accept(start, () -> lane.execute(_ -> replays.start(catchUp, lane)));
        } else {
            catchUp.tellWhenFound(exact -> joined.accept(exact, () -> {}));
            replays.start(catchUp, lane);
        }
    }

    /**
     * Ends a subscription to a room.
     *
     * @param left run on the client's lane once nothing more will be delivered
     * @return false where the client has no such subscription to a room
     */
    public boolean leave(Client client, String subscriptionId, Lane.Task left) {
        synchronized (client) {
            Subscription held = client.subscription(subscriptionId);
            if (held == null || !(held.source() instanceof Room room)) {
                return false;
            }
            client.unsubscribe(subscriptionId);
            synchronized (room) {
                strike(held, room, false);
                client.lane()
                        .execute(lane -> {
                            room.shard(lane.index()).remove(held);
                            questions.left(client, room.name());
                            left.run(lane);
                        });
            }
            if (roomsOf(client).noneMatch(sameNamespace(room))) {
                events.publish(
                        new RoomEvent.NamespaceLeft(
                                client.id(), client.user(), room.name().namespace()));
            }
            return true;
        }
    }

    /** Ends a client's subscriptions to a room; false where it was no member. */
    public boolean leave(Client client, RoomName name) {
        synchronized (client) {
            List<Subscription> held = subscriptions(client, name);
            held.forEach(subscription -> leave(client, subscription.id(), _ -> {}));
            return !held.isEmpty();
        }
    }

    /**
     * Takes a client out of all rooms of a kind.
     *
     * @return the rooms that it was in
     */
    public List<RoomName> leaveAll(Client client, Predicate<RoomName> kind) {
        synchronized (client) {
            List<RoomName> left = roomsOf(client).map(Room::name).filter(kind).distinct().toList();
            left.forEach(name -> leave(client, name));
            return left;
        }
    }

    /** On the lane of a client that ended, which can join nothing any more. */
    private List<String> end(Client client, Collection<Subscription> held, Departure departure) {
        List<Room> left = new ArrayList<>();
        for (Subscription subscription : held) {
            if (subscription.source() instanceof Room room) {
                synchronized (room) {
                    strike(subscription, room, departure.mayReturn());
                }
                room.shard(client.lane().index()).remove(subscription);
                if (!left.contains(room)) {
                    left.add(room);
                }
            }
        }
        onlooker.ended(held);
        replays.end(client, client.lane());
        left.forEach(room -> questions.left(client, room.name()));
        questions.gone(client);
        makers.forget(client);
        left.stream()
                .map(room -> room.name().namespace())
                .distinct()
                .forEach(n ->
                        events.publish(new RoomEvent.NamespaceLeft(client.id(), client.user(), n)));
        return left.stream().map(room -> room.name().toString()).toList();
    }

    /** Holding the room's monitor. */
    private void strike(Subscription subscription, Room room, boolean mayReturn) {
        Client client = subscription.client();
        if (room.strike(subscription)) {
            onlooker.left(client, room.name(), mayReturn);
            events.publish(new RoomEvent.Left(client.id(), client.user(), room.name()));
        }
        if (room.isVacated()) {
            forget(room);
            events.publish(new RoomEvent.Vacated(room.name()));
        }
    }

    /** Holding the room's monitor: of a room that a refused join made nobody hears. */
    private void discardIfEmpty(Room room) {
        if (room.vacateIfEmpty()) {
            forget(room);
        }
    }

    private void forget(Room room) {
        rooms.computeIfPresent(
                room.name(),
                (name, current) -> {
                    if (current != room) {
                        return current;
                    }
                    if (room.isCounted()) {
                        space.release(name, room.maker());
                    }
                    return null;
                });
    }

    /**
     * Publishes a message: keeps it where its namespace does, and gives it to all members. Waits
     * first where lanes or the store are behind.
     *
     * @param outcome told once: on a lane, on a thread of the store's, or on this one. It must not
     *     block
     */
    public void publish(Publication publication, Consumer<Published> outcome) {
        fanOut.publish(publication, outcome);
    }

    public boolean isMember(Client client, RoomName name) {
        Room room = rooms.get(name);
        if (room == null) {
            return false;
        }
        synchronized (room) {
            return room.isMember(client);
        }
    }

    /** The members as they are now; none where there is no such room. */
    public List<Client> members(RoomName name) {
        Room room = rooms.get(name);
        if (room == null) {
            return List.of();
        }
        synchronized (room) {
            return room.members();
        }
    }

    /** How many members the room has now; 0 where there is no such room. */
    public int memberCount(RoomName name) {
        Room room = rooms.get(name);
        if (room == null) {
            return 0;
        }
        synchronized (room) {
            return room.memberCount();
        }
    }

    /** The client's subscriptions to a room. */
    public List<Subscription> subscriptions(Client client, RoomName name) {
        return client.subscriptions().stream()
                .filter(s -> s.source() instanceof Room room && room.name().equals(name))
                .toList();
    }

    public boolean exists(RoomName name) {
        return rooms.containsKey(name);
    }

    /** The names of the rooms of a namespace, as they are now. Looks at all there are. */
    public List<RoomName> names(String namespace) {
        return rooms.keySet().stream()
                .filter(n -> n.namespace().equals(namespace))
                .sorted()
                .toList();
    }

    /** The rooms that a client is in, as they are now. */
    public List<RoomName> roomNames(Client client) {
        return roomsOf(client).map(Room::name).distinct().toList();
    }

    /** Tells of each room how many members it has. Rooms that come or go meanwhile may be told. */
    public void census(ObjIntConsumer<RoomName> each) {
        rooms.forEach((name, room) -> {
            int members;
            synchronized (room) {
                members = room.memberCount();
            }
            each.accept(name, members);
        });
    }

    public int count() {
        return rooms.size();
    }

    /** Which rooms may come to be, and which go. */
    public RoomSpace space() {
        return space;
    }

    public long published() {
        return fanOut.published();
    }

    /** Messages that could not be kept and so were published to nobody. */
    public long refused() {
        return fanOut.refused();
    }

    /** Messages that were read from a log for somebody who was away. */
    public long replayed() {
        return replays.replayed();
    }

    /** Volatile messages that were dropped for a client whose socket was behind. */
    public long dropped() {
        return fanOut.dropped();
    }

    /** Holding the room's monitor: of one that has a log from now on, and is counted by that. */
    private void kept(Room room) {
        if (room.isCounted()) {
            room.uncount();
            space.release(room.name(), room.maker());
        }
    }

    static Stream<Room> roomsOf(Client client) {
        return client.subscriptions().stream()
                .map(Subscription::source)
                .filter(Room.class::isInstance)
                .map(Room.class::cast);
    }

    private static Predicate<Room> sameNamespace(Room room) {
        return other -> other.name().namespace().equals(room.name().namespace());
    }
}
