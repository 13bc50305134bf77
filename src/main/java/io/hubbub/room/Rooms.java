package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Dialect;
import io.hubbub.client.Events;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.client.Subscription;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    private final Asks asks;
    private final Supplier<String> epochs;
    private final ConcurrentHashMap<RoomName, Room> rooms = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> roomsByNamespace = new ConcurrentHashMap<>();
    private final AtomicLong volatileCount = new AtomicLong();
    private final LongAdder published = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    public Rooms(Clients clients, Lanes lanes, Events events, Asks asks, Supplier<String> epochs) {
        this.lanes = lanes;
        this.events = events;
        this.asks = asks;
        this.epochs = epochs;
        clients.onEnd(this::end);
    }

    /**
     * Subscribes a client to a room, which makes it a member.
     *
     * @param subscription what its messages are to carry as the subscription's id
     * @param joined run on the client's lane once the join took effect: every message published
     *     after that moment is delivered, none from before
     * @return why not; null where it joined
     */
    public @Nullable Refusal join(
            Client client,
            RoomName name,
            Policy policy,
            String subscriptionId,
            @Nullable String subscription,
            Lane.Task joined) {
        while (true) {
            Room room = rooms.get(name);
            if (room == null) {
                room = rooms.computeIfAbsent(name, _ -> create(name, policy));
            }
            if (room == null) {
                return new Refusal(ErrorCode.TOO_MANY_ROOMS);
            }
            Dialect dialect = new Dialect(client.format(), subscription);
            Subscription wanted = new Subscription(client, subscriptionId, room, dialect);
            synchronized (client) {
                synchronized (room) {
                    if (room.isVacated()) {
                        continue;
                    }
                    Refusal refusal = enrol(wanted, room, policy, joined);
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
    private @Nullable Room create(RoomName name, Policy policy) {
        return admitRoom(name, policy) ? new Room(name, epochs.get(), lanes.count()) : null;
    }

    /** Holding both monitors. */
    private @Nullable Refusal enrol(
            Subscription wanted, Room room, Policy policy, Lane.Task joined) {
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
            events.publish(new RoomCreated(room.name()));
        }
        boolean newMember = room.enrol(wanted);
        client.lane()
                .execute(lane -> {
                    if (!client.isClosing()) {
                        room.shard(lane.index()).add(wanted);
                        joined.run(lane);
                    }
                });
        if (entering) {
            String namespace = room.name().namespace();
            events.publish(new NamespaceEntered(client.id(), client.user(), namespace));
        }
        if (newMember) {
            events.publish(new RoomJoined(client.id(), client.user(), room.name()));
        }
        return null;
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
                strike(held, room);
                client.lane()
                        .execute(lane -> {
                            room.shard(lane.index()).remove(held);
                            asks.left(client, room.name());
                            left.run(lane);
                        });
            }
            if (roomsOf(client).noneMatch(sameNamespace(room))) {
                events.publish(
                        new NamespaceLeft(client.id(), client.user(), room.name().namespace()));
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
    private List<String> end(Client client, Collection<Subscription> held) {
        List<Room> left = new ArrayList<>();
        for (Subscription subscription : held) {
            if (subscription.source() instanceof Room room) {
                synchronized (room) {
                    strike(subscription, room);
                }
                room.shard(client.lane().index()).remove(subscription);
                if (!left.contains(room)) {
                    left.add(room);
                }
            }
        }
        left.forEach(room -> asks.left(client, room.name()));
        asks.gone(client);
        left.stream()
                .map(room -> room.name().namespace())
                .distinct()
                .forEach(n -> events.publish(new NamespaceLeft(client.id(), client.user(), n)));
        return left.stream().map(room -> room.name().toString()).toList();
    }

    /** Holding the room's monitor. */
    private void strike(Subscription subscription, Room room) {
        Client client = subscription.client();
        if (room.strike(subscription)) {
            events.publish(new RoomLeft(client.id(), client.user(), room.name()));
        }
        if (room.isVacated()) {
            forget(room);
            events.publish(new RoomVacated(room.name()));
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
                    countRoomGone(name);
                    return null;
                });
    }

    /**
     * Publishes a message to the rooms that exist; waits first where lanes are behind.
     *
     * @param handedOver run once the message is in the outbox of every member: on a lane, or on
     *     this thread where there are no members
     */
    public void publish(Publication publication, Runnable handedOver) {
        Ask ask = publication.ask();
        if (ask == null) {
            spread(publication, handedOver);
        } else {
            spread(
                    publication,
                    () -> {
                        handedOver.run();
                        ask.handedOver();
                    });
        }
    }

    private void spread(Publication publication, Runnable handedOver) {
        published.increment();
        lanes.all().forEach(Lane::awaitSpace);
        List<Room> targets = existing(publication.rooms());
        List<Room> excepted = existing(publication.exceptRooms());
        boolean underWay =
                whileHolding(
                        targets.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList(),
                        0,
                        () -> commit(publication, targets, excepted, handedOver));
        if (!underWay) {
            handedOver.run();
        }
    }

    /** Takes the rooms' monitors in the order of their names, then acts. */
    private static boolean whileHolding(List<Room> sorted, int from, BooleanSupplier action) {
        if (from == sorted.size()) {
            return action.getAsBoolean();
        }
        synchronized (sorted.get(from)) {
            return whileHolding(sorted, from + 1, action);
        }
    }

    /**
     * Holding the monitors of all targets: positions are taken and lanes are told in one order.
     *
     * @return false where no lane has members, and so none will call {@code handedOver}
     */
    private boolean commit(
            Publication publication, List<Room> targets, List<Room> excepted, Runnable handedOver) {
        List<Delivery.Route> routes = new ArrayList<>(targets.size());
        boolean[] concerned = new boolean[lanes.count()];
        int lanesConcerned = 0;
        for (Room room : targets) {
            String id =
                    publication.ephemeral()
                            ? "v:" + volatileCount.incrementAndGet()
                            : room.next().toString();
            routes.add(
                    new Delivery.Route(
                            room, new Envelope(room.destination(), id, publication.message())));
            for (int lane = 0; lane < concerned.length; lane++) {
                if (!concerned[lane] && room.hasMembersOn(lane)) {
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

    private List<Room> existing(List<RoomName> names) {
        return names.stream().distinct().map(rooms::get).filter(Objects::nonNull).toList();
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

    /** How many members a room has now; 0 where there is no such room. */
    public int size(RoomName name) {
        Room room = rooms.get(name);
        if (room == null) {
            return 0;
        }
        synchronized (room) {
            return room.memberCount();
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

    /** The names of the rooms of a namespace, as they are now. */
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

    public long published() {
        return published.sum();
    }

    /** Volatile messages that were dropped for a client whose socket was behind. */
    public long dropped() {
        return dropped.sum();
    }

    private boolean admitRoom(RoomName name, Policy policy) {
        boolean[] admitted = {false};
        roomsByNamespace.compute(
                name.namespace(),
                (_, count) -> {
                    int now = count == null ? 0 : count;
                    admitted[0] = policy.maxRooms() == 0 || now < policy.maxRooms();
                    return admitted[0] ? Integer.valueOf(now + 1) : count;
                });
        return admitted[0];
    }

    private void countRoomGone(RoomName name) {
        roomsByNamespace.computeIfPresent(name.namespace(), (_, n) -> n == 1 ? null : n - 1);
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
