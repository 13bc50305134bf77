package io.hubbub.presence;

import io.hubbub.client.Client;
import io.hubbub.client.ClientLimits;
import io.hubbub.client.Lane;
import io.hubbub.client.Subscription;
import io.hubbub.client.Time;
import io.hubbub.engine.Presences;
import io.hubbub.engine.PresentUser;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.PresenceMode;
import io.hubbub.vital.Loop;
import io.hubbub.vital.VitalSigns;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room, and who is told about it. Safe for every thread, and no method blocks. The
 * engine keeps who is where. The presence thread tells subscribers. This class does not decide who
 * may do what.
 */
public final class Presence implements AutoCloseable {

    /**
     * Who is in a room.
     *
     * @param users a part of them by name; null if the room is only counted
     * @param more whether there are further users after these
     */
    public record Reading(
            int count, int clients, @Nullable List<PresentUser> users, boolean more) {}

    /** How many inputs are handled before the clock is checked. */
    private static final int BATCH = 1024;

    private final Presences presences;
    private final Members members;
    private final Subscribers subscribers;
    private final Loop<Subscribers> loop;

    /**
     * @param modes how much each namespace tells; asked for often
     */
    public Presence(
            Presences presences,
            Function<String, PresenceMode> modes,
            PresenceProperties properties,
            ClientLimits limits,
            Time time,
            VitalSigns signs) {
        this.presences = presences;
        members = new Members(presences, modes, properties);
        subscribers =
                new Subscribers(
                        presences,
                        room -> members.mode(room) == PresenceMode.COUNT,
                        properties,
                        limits,
                        time,
                        this::put);
        loop = new Loop<>("presence", subscribers, subscribers, BATCH, time.nanos(), signs);
    }

    public void start() {
        loop.start();
    }

    // ---------------------------------------------------------------- who is where

    /** A client became a member of a room. Call it in the order in which that happens. */
    public void joined(Client client, RoomName room) {
        members.joined(client, room);
    }

    /**
     * A client is no longer a member of a room.
     *
     * @param lost whether its connection was lost, so that its user may come back
     */
    public void left(Client client, RoomName room, boolean lost) {
        members.left(client, room, lost);
    }

    /**
     * Sets the state that a client shows in a room. If nobody can say whether it was set, the
     * client is closed with a code that says that it may come back.
     *
     * @param member whether the client is a member of the room
     * @param body a JSON object; empty or {@code null} for no state
     * @param done run on any thread once every later reading and snapshot has the state. It must
     *     not block
     * @return why not; null if the state will be set
     */
    public @Nullable Refusal state(
            Client client, RoomName room, boolean member, byte[] body, Runnable done) {
        return members.state(client, room, member, body, done);
    }

    /**
     * Reads who is in a room.
     *
     * @param after only users whose name is greater; null for the first
     * @return completes with null if the namespace does not tell this, and exceptionally if the
     *     room cannot be read
     */
    public CompletionStage<@Nullable Reading> read(
            RoomName room, @Nullable String after, int limit) {
        return members.read(room, after, limit);
    }

    // ---------------------------------------------------------------- who is told

    /**
     * Subscribes a client to a room's presence. That does not make it a member.
     *
     * @param subscription the id of the subscription, which its messages carry
     * @param watched run on the client's lane once the first messages are in its outbox
     * @return why not; null if the client is subscribed
     */
    public @Nullable Refusal watch(
            Client client,
            RoomName room,
            String subscriptionId,
            @Nullable String subscription,
            Lane.Task watched) {
        if (members.mode(room) == PresenceMode.NONE) {
            return Members.NOT_HERE;
        }
        Watcher watcher = new Watcher(client, room, client.format().dialect(subscription));
        // A thread that ends the subscription finds it under this monitor, so the end is put into
        // the inbox after the beginning.
        synchronized (client) {
            Refusal refusal =
                    client.subscribe(
                            new Subscription(client, subscriptionId, watcher, watcher.dialect()));
            if (refusal == null) {
                put(new Input.Watch(watcher, watched));
            }
            return refusal;
        }
    }

    /**
     * Ends a subscription to presence.
     *
     * @param left run on the client's lane once nothing more will be delivered
     * @return false if the client has no such subscription
     */
    public boolean unwatch(Client client, String subscriptionId, Lane.Task left) {
        synchronized (client) {
            Subscription held = client.subscription(subscriptionId);
            if (held == null || !(held.source() instanceof Watcher watcher)) {
                return false;
            }
            client.unsubscribe(subscriptionId);
            end(watcher);
        }
        client.lane().execute(left);
        return true;
    }

    /**
     * Ends a client's subscriptions to the presence of some rooms. After this returns, the client
     * is told nothing more about those rooms.
     *
     * @param kind which rooms
     * @return the rooms whose subscriptions ended
     */
    public List<RoomName> unwatchAll(Client client, Predicate<RoomName> kind) {
        synchronized (client) {
            List<Subscription> held =
                    client.subscriptions().stream()
                            .filter(s -> s.source() instanceof Watcher w && kind.test(w.room()))
                            .toList();
            held.forEach(subscription -> client.unsubscribe(subscription.id()));
            ended(held);
            return held.stream().map(s -> ((Watcher) s.source()).room()).distinct().toList();
        }
    }

    /** A client that held these subscriptions has ended. It can get no further ones. */
    public void ended(Collection<Subscription> held) {
        for (Subscription subscription : held) {
            if (subscription.source() instanceof Watcher watcher) {
                end(watcher);
            }
        }
    }

    private void end(Watcher watcher) {
        watcher.end();
        put(new Input.Unwatch(watcher));
    }

    // ---------------------------------------------------------------- counts

    /** How many subscriptions to presence there are. */
    public int subscribers() {
        return subscribers.count();
    }

    /** How many rooms have a user in them. */
    public int rooms() {
        return presences.counts().rooms();
    }

    /** How many users are in rooms, each counted in each of its rooms. */
    public long users() {
        return presences.counts().users();
    }

    /** How many changes were never told, because a later one in the same tick undid or hid them. */
    public long merged() {
        return subscribers.merged();
    }

    // ---------------------------------------------------------------- the thread

    /** Never blocks: it is called under locks. */
    private void put(Input input) {
        loop.execute(input);
    }

    /** Runs a batch of inputs. Returns whether there was anything to do. */
    boolean step() {
        return loop.runBatch();
    }

    @Override
    public void close() {
        loop.close();
    }
}
