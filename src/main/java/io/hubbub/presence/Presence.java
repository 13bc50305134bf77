package io.hubbub.presence;

import io.hubbub.client.Client;
import io.hubbub.client.ClientLimits;
import io.hubbub.client.Lane;
import io.hubbub.client.Subscription;
import io.hubbub.client.Time;
import io.hubbub.engine.Presences;
import io.hubbub.engine.Present;
import io.hubbub.engine.Roll;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.PresenceMode;
import io.hubbub.vital.Loop;
import io.hubbub.vital.VitalSigns;
import io.hubbub.wire.Dialect;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room, for those who want to know. Safe for every thread, and nothing here blocks
 * but {@link #read}: what comes in is put into the inbox of one thread, which decides and hands
 * what is to be told to the lanes. It decides nothing about who may do what.
 */
public final class Presence implements AutoCloseable {

    /**
     * Who is in a room.
     *
     * @param users a part of them by name; null in a room that is only counted
     * @param more whether there are users after those
     */
    public record Reading(int count, int clients, @Nullable List<Present> users, boolean more) {}

    /** Inputs dealt with before the clock is looked at. */
    private static final int BATCH = 1024;

    private static final Refusal NOT_HERE = new Refusal(ErrorCode.NO_SUCH_DESTINATION);
    private static final Refusal NO_STATES =
            new Refusal(ErrorCode.NOT_SUPPORTED, "Clients are only counted here");
    private static final Refusal NO_MEMBER =
            new Refusal(ErrorCode.NOT_ALLOWED, "Only members have a state in a room");

    private final Presences presences;
    private final Function<String, PresenceMode> modes;
    private final int maxUsers;
    private final Attendance attendance;
    private final Loop<Attendance> loop;

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
        this.modes = modes;
        maxUsers = properties.maxUsers();
        attendance = new Attendance(presences, modes, properties, limits, time, this::put);
        presences.watch(change -> put(new Input.Changed(change)));
        loop = new Loop<>("presence", attendance, attendance, BATCH, time.nanos(), signs);
    }

    public void start() {
        loop.start();
    }

    /** What a client subscribes to who wants to hear of a room's presence. */
    public static String destination(RoomName room) {
        return "/presence" + room.destination().substring("/topic".length());
    }

    // ---------------------------------------------------------------- who is where

    /** A client became a member of a room. To be called in the order in which that happens. */
    public void joined(Client client, RoomName room) {
        if (mode(room) != PresenceMode.NONE) {
            put(new Input.Joined(room, client.user().name(), client.id()));
        }
    }

    /**
     * A client is no longer a member of a room.
     *
     * @param lost whether its connection went without a word, and so may come back
     */
    public void left(Client client, RoomName room, boolean lost) {
        if (mode(room) != PresenceMode.NONE) {
            put(new Input.Left(room, client.user().name(), client.id(), lost));
        }
    }

    /**
     * Sets the state that a client shows in a room.
     *
     * @param member whether it is a member
     * @param body a JSON object; empty or {@code null} for no state
     * @param done run once it is set, on the presence's thread: it must not block
     * @return why not; null where it will be set
     */
    public @Nullable Refusal state(
            Client client, RoomName room, boolean member, byte[] body, Runnable done) {
        if (mode(room) == PresenceMode.NONE) {
            return NOT_HERE;
        }
        if (!member) {
            return NO_MEMBER;
        }
        if (mode(room) == PresenceMode.COUNT) {
            return NO_STATES;
        }
        States.Read read = States.read(body);
        if (read.refusal() == null) {
            put(new Input.Set(room, client.id(), read.state(), done));
        }
        return read.refusal();
    }

    /**
     * Reads who is in a room. May wait for a network.
     *
     * @param after only users whose name is greater; null for the first
     * @return null where the namespace tells nothing of it
     */
    public @Nullable Reading read(RoomName room, @Nullable String after, int limit) {
        PresenceMode mode = mode(room);
        if (mode == PresenceMode.NONE) {
            return null;
        }
        Roll counts = presences.read(room, null, 0);
        if (mode == PresenceMode.COUNT || counts.count() > maxUsers) {
            return new Reading(counts.count(), counts.clients(), null, false);
        }
        Roll roll = presences.read(room, after, limit + 1);
        boolean more = roll.users().size() > limit;
        List<Present> users = more ? roll.users().subList(0, limit) : roll.users();
        return new Reading(roll.count(), roll.clients(), users, more);
    }

    private PresenceMode mode(RoomName room) {
        return modes.apply(room.namespace());
    }

    // ---------------------------------------------------------------- who hears of it

    /**
     * Subscribes a client to a room's presence, which makes it no member.
     *
     * @param subscription what its messages are to carry as the subscription's id
     * @param watched run on the client's lane once the first messages are in its outbox
     * @return why not; null where it is subscribed
     */
    public @Nullable Refusal watch(
            Client client,
            RoomName room,
            String subscriptionId,
            @Nullable String subscription,
            Lane.Task watched) {
        if (mode(room) == PresenceMode.NONE) {
            return NOT_HERE;
        }
        Watcher watcher = new Watcher(client, room, new Dialect(client.format(), subscription));
        // Whoever ends the subscription finds it under this monitor, and so is heard of after it.
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
     * @return false where the client has no such subscription
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
     * Ends a client's subscriptions to the presence of a kind of rooms: what happens there after
     * this returned it does not hear of.
     *
     * @return the rooms
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

    /** A client ended that held these subscriptions, and can have no other any more. */
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
        return attendance.subscribers();
    }

    /** How many rooms somebody is in. */
    public int rooms() {
        return attendance.rooms();
    }

    /** How many users are in rooms, each counted in each of its rooms. */
    public long users() {
        return attendance.users();
    }

    /**
     * How many changes no subscriber was told, as a later one of the same tick undid or hid them.
     */
    public long merged() {
        return attendance.merged();
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

    /** Ends at once: with the process nobody is present any more. */
    @Override
    public void close() {
        loop.close();
    }
}
