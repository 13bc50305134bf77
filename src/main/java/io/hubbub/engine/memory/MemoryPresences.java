package io.hubbub.engine.memory;

import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.Presences;
import io.hubbub.engine.Present;
import io.hubbub.engine.Roll;
import io.hubbub.message.RoomName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in the rooms of this process. Of use beside every engine of logs that belongs to one
 * process alone: whoever was present is not any more when it ends.
 */
public final class MemoryPresences implements Presences {

    /** A user in a room, and its clients there. */
    private static final class Visit {
        private final String user;
        private final Set<String> clients = new HashSet<>(4);

        /** By client, the one that was set last at the end. */
        private final LinkedHashMap<String, String> states = new LinkedHashMap<>(2);

        private Present shown;

        Visit(String user) {
            this.user = user;
            shown = new Present(user, 0, null);
        }

        void set(String client, @Nullable String state) {
            if (state == null) {
                states.remove(client);
            } else {
                states.putLast(client, state);
            }
        }

        Present now() {
            Map.Entry<String, String> last = states.lastEntry();
            return new Present(user, clients.size(), last == null ? null : last.getValue());
        }
    }

    /** The room while somebody is in it. Touched within one step of {@link #rooms} alone. */
    private static final class Room {
        private final TreeMap<String, Visit> users = new TreeMap<>();
        private final Map<String, Visit> byClient = new HashMap<>();
    }

    private static final Logger log = LoggerFactory.getLogger(MemoryPresences.class);

    private final ConcurrentHashMap<RoomName, Room> rooms = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final List<Consumer<PresenceChange>> listeners = new CopyOnWriteArrayList<>();

    /** Changes that no listener was told of. Each room's are in their order. */
    private final ConcurrentLinkedQueue<PresenceChange> untold = new ConcurrentLinkedQueue<>();

    /** How many changes whoever tells the listeners has not dealt with; 0 while nobody does. */
    private final AtomicInteger telling = new AtomicInteger();

    @Override
    public void enter(RoomName name, String user, String client) {
        change(
                name,
                room -> {
                    if (room.byClient.containsKey(client)) {
                        return null;
                    }
                    Visit visit = room.users.computeIfAbsent(user, Visit::new);
                    visit.clients.add(client);
                    room.byClient.put(client, visit);
                    return visit;
                });
    }

    @Override
    public void leave(RoomName name, String client) {
        change(
                name,
                room -> {
                    Visit visit = room.byClient.remove(client);
                    if (visit != null) {
                        visit.clients.remove(client);
                        visit.set(client, null);
                        if (visit.clients.isEmpty()) {
                            room.users.remove(visit.user);
                        }
                    }
                    return visit;
                });
    }

    @Override
    public void state(RoomName name, String client, @Nullable String state) {
        change(
                name,
                room -> {
                    Visit visit = room.byClient.get(client);
                    if (visit != null) {
                        visit.set(client, state);
                    }
                    return visit;
                });
    }

    @Override
    public Roll read(RoomName name, @Nullable String after, int limit) {
        Roll[] read = new Roll[1];
        // In one step with the room's changes, also where there is no room.
        rooms.compute(
                name,
                (_, there) -> {
                    Room room = there == null ? new Room() : there;
                    Collection<Visit> rest =
                            after == null
                                    ? room.users.values()
                                    : room.users.tailMap(after, false).values();
                    read[0] =
                            new Roll(
                                    rest.stream().limit(limit).map(visit -> visit.shown).toList(),
                                    room.users.size(),
                                    room.byClient.size(),
                                    versions.get());
                    return there;
                });
        return read[0];
    }

    @Override
    public void watch(Consumer<PresenceChange> listener) {
        listeners.add(listener);
    }

    /**
     * Changes a room in one step, then tells of it.
     *
     * @param change returns the user that it touched; null where nothing changed
     */
    private void change(RoomName name, Function<Room, @Nullable Visit> change) {
        rooms.compute(
                name,
                (_, there) -> {
                    Room room = there == null ? new Room() : there;
                    Visit touched = change.apply(room);
                    if (touched != null) {
                        note(name, room, touched);
                    }
                    return room.users.isEmpty() ? null : room;
                });
        tell();
    }

    /** Within the step: so that versions and the order of telling are one. */
    private void note(RoomName name, Room room, Visit touched) {
        Present now = touched.now();
        if (now.equals(touched.shown)) {
            return;
        }
        touched.shown = now;
        untold.add(
                new PresenceChange(
                        name,
                        now,
                        room.users.size(),
                        room.byClient.size(),
                        versions.incrementAndGet()));
    }

    /** On one thread at a time, and outside of any step: a listener is another's code. */
    private void tell() {
        if (telling.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (PresenceChange next = untold.poll(); next != null; next = untold.poll()) {
                for (Consumer<PresenceChange> listener : listeners) {
                    tell(listener, next);
                }
            }
            seen = telling.addAndGet(-seen);
        } while (seen > 0);
    }

    /** One listener's failure must not keep the others from what comes. */
    private static void tell(Consumer<PresenceChange> listener, PresenceChange change) {
        try {
            listener.accept(change);
        } catch (RuntimeException e) {
            log.error("A listener failed on {}", change, e);
        }
    }
}
