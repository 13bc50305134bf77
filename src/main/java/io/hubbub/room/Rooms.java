package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Events;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.engine.Maker;
import io.hubbub.message.Channel;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespace;
import io.hubbub.question.Questions;
import io.hubbub.quota.Makers;
import io.hubbub.quota.RoomSpace;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.Replays;
import io.hubbub.wire.Dialect;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All rooms: who is in them, and how messages are published to them. Safe for every thread. {@link
 * #publish} waits while lanes or the store are behind. {@link #join} and {@link #move} wait for the
 * engine, and {@link #join} also waits for space. No other method waits. No method decides who may
 * do what.
 *
 * <p>A thread that needs a client's monitor and a room's takes the client's first. It holds one of
 * each at most. No thread holds a question's monitor together with a client's or a room's. {@code
 * src/docs/threads.md} has all locks.
 */
public final class Rooms {

    private final RoomTable rooms;
    private final Joining joining;
    private final Leaving leaving;
    private final FanOut fanOut;
    private final Replays replays;

    public Rooms(
            Clients clients,
            Lanes lanes,
            Events events,
            Questions questions,
            Stores stores,
            MembershipListener memberships) {
        Makers<Client> makers =
                new Makers<>(
                        client -> Maker.of(client.user().name(), client.origin().network()),
                        Client::isEnding);
        rooms = new RoomTable(stores, makers, lanes.count());
        long outboxBytes = clients.limits().outboxSize().toBytes();
        replays = new Replays(lanes, outboxBytes, stores.readers(), rooms::isMember);
        fanOut = new FanOut(lanes, clients, stores, rooms, makers::of);
        joining = new Joining(rooms, fanOut, replays, events, memberships);
        leaving = new Leaving(rooms, replays, questions, makers, events, memberships);
        clients.onEnd(leaving::end);
    }

    // ---------------------------------------------------------------- joining and leaving

    /**
     * Makes a client a member because the server's own code says so. The client's format gives the
     * subscription its id. If this creates the room, no quota is charged for it. May wait, so call
     * it while no monitor is held.
     *
     * @param namespace the room's namespace. Its policy bounds the rooms and their members
     * @return why the client cannot join; null if it joined
     */
    public @Nullable Refusal move(Client client, RoomName name, Namespace namespace) {
        String id = client.format().subscriptionId(new Channel.OfRoom(name));
        return joining.join(
                client,
                name,
                () -> Result.done(namespace),
                id,
                client.format().dialect(id),
                ReplayRequest.LIVE,
                Joined.NOTHING,
                false);
    }

    /**
     * Subscribes a client to a room, which makes it a member. May wait, so call it while no monitor
     * is held.
     *
     * @param admission gives the room's namespace, or why the client may not enter it now. It is
     *     called at the start, and again under the client's monitor when the join gets its place.
     *     Other code withdraws the client's rights under that monitor, and then takes the client
     *     out of its rooms. So that code misses no join. The supplier must not wait
     * @param request which messages from before the join the client wants
     * @param joined called on the client's lane when the join took effect. The client gets every
     *     later message. It also gets those earlier messages that the request asks for
     * @return why the client may not join; null if it joined
     */
    public @Nullable Refusal join(
            Client client,
            RoomName name,
            Supplier<Result<Namespace>> admission,
            String subscriptionId,
            Dialect dialect,
            ReplayRequest request,
            Joined joined) {
        return joining.join(
                client, name, admission, subscriptionId, dialect, request, joined, true);
    }

    /**
     * Ends a subscription to a room.
     *
     * @param left run on the client's lane once nothing more will be delivered
     * @return false if the client has no such subscription to a room
     */
    public boolean leave(Client client, String subscriptionId, Lane.Task left) {
        return leaving.leave(client, subscriptionId, left);
    }

    /**
     * Ends all subscriptions of a client to a room.
     *
     * @return whether the client was a member
     */
    public boolean leave(Client client, RoomName name) {
        return leaving.leave(client, name);
    }

    /**
     * Takes a client out of every room that matches.
     *
     * @return the rooms that it was in
     */
    public List<RoomName> leaveAll(Client client, Predicate<RoomName> which) {
        return leaving.leaveAll(client, which);
    }

    // ---------------------------------------------------------------- publishing

    /**
     * Publishes a message: keeps it if its namespace keeps messages, and gives it to all members.
     * Waits first while lanes or the store are behind.
     *
     * @param outcome called once: on a lane, on a thread of the store, or on the caller's thread.
     *     It must not block
     */
    public void publish(Publication publication, Consumer<Published> outcome) {
        fanOut.publish(publication, outcome);
    }

    // ---------------------------------------------------------------- who is where, as of now

    public boolean isMember(Client client, RoomName name) {
        return rooms.isMember(client, name);
    }

    /** The members; none if the room does not exist. */
    public List<Client> members(RoomName name) {
        return rooms.members(name);
    }

    /** How many members the room has; 0 if it does not exist. */
    public int memberCount(RoomName name) {
        return rooms.memberCount(name);
    }

    /** Whether the room has a member. */
    public boolean exists(RoomName name) {
        return rooms.contains(name);
    }

    /** The rooms that a client is in. */
    public List<RoomName> roomNames(Client client) {
        return client.rooms();
    }

    /**
     * Calls back with each room and how many members it has. A room that is created or vacated
     * meanwhile may be left out.
     */
    public void census(ObjIntConsumer<RoomName> each) {
        rooms.census(each);
    }

    /** Bounds how many rooms there are, and deletes what a room keeps. */
    public RoomSpace space() {
        return rooms.space();
    }

    // ---------------------------------------------------------------- counts

    /** How many rooms have members. */
    public int count() {
        return rooms.size();
    }

    /** How many messages were published, whatever became of them. */
    public long published() {
        return fanOut.published();
    }

    /** How many messages could not be kept, and so reached nobody. */
    public long refused() {
        return fanOut.refused();
    }

    /** How many messages were read from a log for clients that missed them. */
    public long replayed() {
        return replays.replayed();
    }

    /** How many volatile messages were dropped for clients whose sockets were behind. */
    public long dropped() {
        return fanOut.dropped();
    }
}
