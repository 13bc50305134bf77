package io.hubbub.presence;

import io.hubbub.client.ClientLimits;
import io.hubbub.client.Departure;
import io.hubbub.client.Lane;
import io.hubbub.client.Time;
import io.hubbub.due.Moments;
import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.PresencePage;
import io.hubbub.engine.Presences;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.vital.Loop;
import io.hubbub.vital.VitalSigns;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscribers to presence, and what each of them is told. Only the presence thread touches this
 * object, except for the counts.
 *
 * <p>A subscriber knows one view of its room. At most once a tick it gets the difference between
 * that view and the newest one, however much happened in between. A subscriber whose socket is
 * behind gets nothing, and so skips views.
 */
final class Subscribers implements Loop.Chores {

    private static final Logger log = LoggerFactory.getLogger(Subscribers.class);

    private final Presences presences;
    private final Predicate<RoomName> onlyCounts;
    private final int maxUsers;
    private final long tickNanos;
    private final Time time;
    private final Consumer<Input> inbox;
    private final Sender sender;

    /** A room that somebody watches, and the engine's subscription that feeds it. */
    private record Open(WatchedRoom room, Presences.Watch watch) {}

    private final Map<RoomName, Open> watched = new HashMap<>();

    /** Rooms that have something to tell at the next tick. */
    private final Set<WatchedRoom> due = new LinkedHashSet<>();

    /** Null while no room is due. */
    private @Nullable Long nextTickNanos;

    /** How many subscribers there are. Written by the presence thread, read by any. */
    private final LongAdder count = new LongAdder();

    /** How many changes were never told. Written by the presence thread, read by any. */
    private final LongAdder merged = new LongAdder();

    /**
     * @param onlyCounts whether a room's namespace allows no more than counts
     * @param inbox takes what the presence thread has to handle
     */
    Subscribers(
            Presences presences,
            Predicate<RoomName> onlyCounts,
            PresenceProperties properties,
            ClientLimits limits,
            Time time,
            Consumer<Input> inbox) {
        this.presences = presences;
        this.onlyCounts = onlyCounts;
        maxUsers = properties.maxUsers();
        tickNanos = properties.tick().toNanos();
        this.time = time;
        this.inbox = inbox;
        sender = new Sender(limits, time.epochMillis(), inbox);
    }

    int count() {
        return count.intValue();
    }

    long merged() {
        return merged.sum();
    }

    void handle(Input input) {
        switch (input) {
            case Input.Watch(Watcher watcher, Lane.Task done) -> watch(watcher, done);
            case Input.Unwatch(Watcher watcher) -> unwatch(watcher);
            case Input.Behind(Watcher watcher) -> watcher.await();
            case Input.Drained(Watcher watcher) -> drained(watcher);
            case Input.Changed(WatchedRoom room, PresenceChange change) -> changed(room, change);
            case Input.Read(WatchedRoom room, Listing listing, PresencePage page) ->
                    read(room, listing, page);
        }
    }

    // ---------------------------------------------------------------- ticks

    @Override
    public boolean endBatch() {
        if (nextTickNanos != null && time.nanos().getAsLong() - nextTickNanos >= 0) {
            nextTickNanos = null;
            List<WatchedRoom> now = List.copyOf(due);
            due.clear();
            now.forEach(this::tick);
        }
        return false;
    }

    @Override
    public long nextNanos() {
        return nextTickNanos == null ? Moments.never(time.nanos().getAsLong()) : nextTickNanos;
    }

    private void due(WatchedRoom room) {
        due.add(room);
        if (nextTickNanos == null) {
            nextTickNanos = time.nanos().getAsLong() + tickNanos;
        }
    }

    /** One room's failure must not end the thread, which serves all rooms. */
    private void tick(WatchedRoom room) {
        try {
            tell(room);
        } catch (RuntimeException | Error e) {
            VitalSigns.throwIfFatal(e);
            log.error("The presence of {} could not be told", room.name(), e);
        }
    }

    private void tell(WatchedRoom room) {
        merged.add(room.refresh());
        View view = room.view();
        if (view == null) {
            return;
        }
        sender.send(room, view);
        beginAll(room);
    }

    // ---------------------------------------------------------------- what the engine says

    private void changed(WatchedRoom room, PresenceChange change) {
        if (isOpen(room) && room.note(change)) {
            Listing wanted = room.wanted();
            if (wanted != null) {
                ask(room, wanted);
            }
            if (room.hasNews()) {
                due(room);
            }
        }
    }

    private void ask(WatchedRoom room, Listing listing) {
        presences
                .read(room.name(), listing.last(), room.pageSize())
                .whenComplete((page, failure) -> {
                    if (failure != null) {
                        log.error("The users of {} could not be read", room.name(), failure);
                    }
                    inbox.accept(new Input.Read(room, listing, page));
                });
    }

    private void read(WatchedRoom room, Listing listing, @Nullable PresencePage page) {
        if (!isOpen(room)) {
            return;
        }
        if (page == null) {
            room.forget(listing);
            if (room.view() == null) {
                fail(room);
            }
        } else if (room.read(listing, page)) {
            ask(room, listing);
        } else {
            beginAll(room);
        }
        if (room.hasNews()) {
            due(room);
        }
    }

    /** Sends the view to the subscribers that waited for it. */
    private void beginAll(WatchedRoom room) {
        View view = room.view();
        if (view != null && room.isReady()) {
            room.newcomers().forEach((watcher, done) -> sender.begin(room, view, watcher, done));
            room.newcomers().clear();
        }
    }

    /** The engine cannot say who is there. The subscribers are closed, and may come back. */
    private void fail(WatchedRoom room) {
        for (Watcher watcher : List.copyOf(room.watchers())) {
            unwatch(watcher);
            watcher.client().fail(new Refusal(ErrorCode.SERVER_ERROR), Departure.SERVER_ERROR);
        }
    }

    private boolean isOpen(WatchedRoom room) {
        Open open = watched.get(room.name());
        return open != null && open.room() == room;
    }

    // ---------------------------------------------------------------- subscribers

    private void watch(Watcher watcher, Lane.Task done) {
        WatchedRoom room = watched.computeIfAbsent(watcher.room(), this::open).room();
        room.watchers().add(watcher);
        count.increment();
        room.newcomers().put(watcher, done);
        beginAll(room);
    }

    private Open open(RoomName name) {
        WatchedRoom room = new WatchedRoom(name, onlyCounts.test(name), maxUsers);
        Presences.Watch watch =
                presences.watch(name, change -> inbox.accept(new Input.Changed(room, change)));
        Listing first = room.listing();
        if (first != null) {
            ask(room, first);
        }
        return new Open(room, watch);
    }

    private void unwatch(Watcher watcher) {
        Open open = watched.get(watcher.room());
        if (open != null && open.room().watchers().remove(watcher)) {
            open.room().newcomers().remove(watcher);
            count.decrement();
            if (open.room().watchers().isEmpty()) {
                watched.remove(watcher.room());
                due.remove(open.room());
                open.watch().close();
            }
        }
    }

    private void drained(Watcher watcher) {
        watcher.drained();
        Open open = watched.get(watcher.room());
        if (watcher.isWaiting() || open == null || !open.room().watchers().contains(watcher)) {
            return;
        }
        sender.resume(watcher);
        if (!watcher.isWaiting() && watcher.told() != open.room().view()) {
            // A tick may have skipped this subscriber.
            due(open.room());
        }
    }
}
