package io.hubbub.presence;

import io.hubbub.client.ClientLimits;
import io.hubbub.client.Lane;
import io.hubbub.client.Time;
import io.hubbub.due.Moments;
import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.Presences;
import io.hubbub.message.Message;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.PresenceMode;
import io.hubbub.vital.Loop;
import io.hubbub.vital.VitalSigns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is where and who is to be told, one input at a time. The presence thread's own, but for the
 * counts.
 *
 * <p>A subscriber is always on the way from a view that it was told to the room's newest: once a
 * tick at most it is handed what lies between the two, however much happened. One whose socket is
 * behind is handed nothing, and skips the views in between.
 */
final class Attendance implements Loop.Chores {

    /**
     * What one subscriber is handed at once, without a look at its outbox; or a quarter of that.
     */
    private static final int MAX_PORTION_BYTES = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Attendance.class);

    private final Presences presences;
    private final Function<String, PresenceMode> modes;
    private final int maxUsers;
    private final long tickNanos;
    private final int portionBytes;
    private final Time time;
    private final Consumer<Input> inbox;
    private final Graces graces;

    private final Map<RoomName, WatchedRoom> watched = new HashMap<>();

    /** Rooms with something to tell at the next tick. */
    private final Set<WatchedRoom> due = new LinkedHashSet<>();

    /** Null while nothing is due. */
    private @Nullable Long nextTickNanos;

    /** How many users are in each room that has any. */
    private final Map<RoomName, Integer> usersByRoom = new HashMap<>();

    private long messages;

    // Written by the presence thread, read by all.
    private final LongAdder subscribers = new LongAdder();
    private final LongAdder users = new LongAdder();
    private final LongAdder merged = new LongAdder();
    private volatile int rooms;

    Attendance(
            Presences presences,
            Function<String, PresenceMode> modes,
            PresenceProperties properties,
            ClientLimits limits,
            Time time,
            Consumer<Input> inbox) {
        this.presences = presences;
        this.modes = modes;
        maxUsers = properties.maxUsers();
        tickNanos = properties.tick().toNanos();
        graces = new Graces(properties.grace().toNanos());
        portionBytes = (int) Math.min(limits.outboxSize().toBytes() / 4, MAX_PORTION_BYTES);
        this.time = time;
        this.inbox = inbox;
    }

    int subscribers() {
        return subscribers.intValue();
    }

    int rooms() {
        return rooms;
    }

    long users() {
        return users.sum();
    }

    long merged() {
        return merged.sum();
    }

    void handle(Input input) {
        long nowNanos = time.nanos().getAsLong();
        switch (input) {
            case Input.Joined(RoomName room, String user, String client) ->
                    joined(room, user, client);
            case Input.Left(RoomName room, String user, String client, boolean lost) -> {
                if (!lost || !graces.lost(room, user, client, nowNanos)) {
                    presences.leave(room, client);
                }
            }
            case Input.Set set -> {
                presences.state(set.room(), set.client(), set.state());
                set.done().run();
            }
            case Input.Watch(Watcher watcher, Lane.Task done) -> watch(watcher, done);
            case Input.Unwatch(Watcher watcher) -> unwatch(watcher);
            case Input.Behind(Watcher watcher) -> watcher.await();
            case Input.Drained(Watcher watcher) -> drained(watcher, nowNanos);
            case Input.Changed(PresenceChange change) -> changed(change, nowNanos);
        }
    }

    /** Does what the time has come for. */
    @Override
    public boolean endBatch() {
        long nowNanos = time.nanos().getAsLong();
        graces.over(nowNanos).forEach(lost -> presences.leave(lost.room(), lost.client()));
        if (nextTickNanos != null && nowNanos - nextTickNanos >= 0) {
            nextTickNanos = null;
            List<WatchedRoom> now = List.copyOf(due);
            due.clear();
            now.forEach(this::tellOrLog);
        }
        return false;
    }

    /** One room's failure must not end the thread, which serves all rooms. */
    private void tellOrLog(WatchedRoom room) {
        try {
            tell(room);
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("The presence of {} could not be told", room.name(), e);
        }
    }

    /** When there is something to do though nothing comes in. */
    @Override
    public long nextNanos() {
        OptionalLong over = graces.nextNanos();
        long next = over.orElseGet(() -> Moments.never(time.nanos().getAsLong()));
        return nextTickNanos == null ? next : Moments.earlier(next, nextTickNanos);
    }

    private void joined(RoomName room, String user, String client) {
        presences.enter(room, user, client);
        String lost = graces.returned(room, user);
        if (lost != null) {
            presences.leave(room, lost);
        }
    }

    private void changed(PresenceChange change, long nowNanos) {
        count(change);
        WatchedRoom room = watched.get(change.room());
        if (room != null && room.note(change)) {
            due(room, nowNanos);
        }
    }

    private void count(PresenceChange change) {
        Integer before =
                change.count() == 0
                        ? usersByRoom.remove(change.room())
                        : usersByRoom.put(change.room(), change.count());
        users.add(change.count() - (before == null ? 0 : before));
        rooms = usersByRoom.size();
    }

    private void due(WatchedRoom room, long nowNanos) {
        due.add(room);
        if (nextTickNanos == null) {
            nextTickNanos = nowNanos + tickNanos;
        }
    }

    // ---------------------------------------------------------------- subscribers

    private void watch(Watcher watcher, Lane.Task done) {
        RoomName name = watcher.room();
        WatchedRoom room = watched.computeIfAbsent(name, this::open);
        room.watchers().add(watcher);
        subscribers.increment();
        Playing first = room.snapshot();
        if (first == null) {
            first = playing(room, Script.between(null, room.view()));
            room.snapshot(first);
        }
        if (first != null) {
            watcher.tell(room.view());
            hand(first, List.of(watcher), done);
        }
    }

    private WatchedRoom open(RoomName name) {
        boolean onlyCounts = modes.apply(name.namespace()) == PresenceMode.COUNT;
        return new WatchedRoom(name, presences, onlyCounts, maxUsers);
    }

    private void unwatch(Watcher watcher) {
        WatchedRoom room = watched.get(watcher.room());
        if (room != null && room.watchers().remove(watcher)) {
            subscribers.decrement();
            if (room.watchers().isEmpty()) {
                watched.remove(watcher.room());
                due.remove(room);
            }
        }
    }

    private void drained(Watcher watcher, long nowNanos) {
        watcher.drained();
        WatchedRoom room = watched.get(watcher.room());
        if (watcher.isWaiting() || room == null || !room.watchers().contains(watcher)) {
            return;
        }
        Playing rest = watcher.rest();
        if (rest != null) {
            hand(rest, List.of(watcher), null);
        }
        if (!watcher.isWaiting() && watcher.told() != room.view()) {
            // It was passed over by a tick.
            due(room, nowNanos);
        }
    }

    /** A room's tick. */
    private void tell(WatchedRoom room) {
        merged.add(room.refresh());
        Map<View, List<Watcher>> byTold = new HashMap<>();
        for (Watcher watcher : room.watchers()) {
            View told = watcher.told();
            if (told != null && told != room.view() && !watcher.isWaiting()) {
                byTold.computeIfAbsent(told, _ -> new ArrayList<>()).add(watcher);
            }
        }
        byTold.forEach((told, watchers) -> {
            Playing first = playing(room, Script.between(told, room.view()));
            watchers.forEach(watcher -> watcher.tell(room.view()));
            if (first != null) {
                byLane(watchers).forEach(share -> hand(first, share, null));
            }
        });
    }

    private static Iterable<List<Watcher>> byLane(List<Watcher> watchers) {
        Map<Lane, List<Watcher>> byLane = new LinkedHashMap<>();
        for (Watcher watcher : watchers) {
            byLane.computeIfAbsent(watcher.client().lane(), _ -> new ArrayList<>()).add(watcher);
        }
        return byLane.values();
    }

    /** Hands a portion to subscribers of one lane; where more follows, they are waited for. */
    private void hand(Playing portion, List<Watcher> watchers, Lane.@Nullable Task handed) {
        for (Watcher watcher : watchers) {
            watcher.rest(portion.next());
            if (portion.next() != null) {
                watcher.await();
            }
        }
        watchers.getFirst()
                .client()
                .lane()
                .execute(new Handing(portion, List.copyOf(watchers), handed, inbox));
    }

    private @Nullable Playing playing(WatchedRoom room, List<Line> script) {
        long now = time.epochMillis().getAsLong();
        return Playing.of(
                script,
                portionBytes,
                Presence.destination(room.name()),
                line ->
                        new Message(
                                line.event(),
                                "application/json",
                                Map.of(),
                                line.body(),
                                null,
                                null,
                                now),
                () -> "n:" + ++messages);
    }
}
