package io.hubbub.engine.memory;

import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.PresencePage;
import io.hubbub.engine.Presences;
import io.hubbub.engine.PresentUser;
import io.hubbub.message.RoomName;
import io.hubbub.vital.Loop;
import io.hubbub.vital.VitalSigns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in the rooms of this process. It fits every engine of logs that belongs to one process:
 * when the process ends, nobody is present any more. One thread does everything, in the order of
 * the calls.
 */
public final class MemoryPresences implements Presences {

    private static final Logger log = LoggerFactory.getLogger(MemoryPresences.class);

    /** How many calls are handled before the graces are checked. */
    private static final int BATCH = 1024;

    private final LongSupplier nanos;
    private final Loop<MemoryPresences> loop;

    // Only the loop's thread touches these.

    /** The rooms that somebody is in. */
    private final Map<RoomName, Attendance> rooms = new HashMap<>();

    /** The listeners to each room's changes. No list in it is empty. */
    private final Map<RoomName, List<Consumer<PresenceChange>>> listeners = new HashMap<>();

    private final Graces graces = new Graces();
    private long version;
    private long users;

    /** The loop's thread replaces it, any thread reads it. */
    private volatile Counts counts = new Counts(0, 0);

    /** Begins with {@link #start}. */
    public MemoryPresences(LongSupplier nanos, VitalSigns signs) {
        this.nanos = nanos;
        loop = new Loop<>("presence-engine", this, new Chores(), BATCH, nanos, signs);
    }

    private final class Chores implements Loop.Chores {
        @Override
        public boolean endBatch() {
            for (Graces.Lost lost : graces.over(nanos.getAsLong())) {
                remove(lost.room(), lost.client());
            }
            if (counts.users() != users || counts.rooms() != rooms.size()) {
                counts = new Counts(rooms.size(), users);
            }
            return false;
        }

        @Override
        public long nextNanos() {
            return graces.nextNanos(nanos.getAsLong());
        }
    }

    public void start() {
        loop.start();
    }

    /** Handles what waits in the inbox. Returns whether there was anything. */
    boolean runBatch() {
        return loop.runBatch();
    }

    // ---------------------------------------------------------------- calls, on any thread

    @Override
    public CompletionStage<?> enter(RoomName room, String user, String client) {
        return write(() -> add(room, user, client));
    }

    @Override
    public CompletionStage<?> leave(RoomName room, String client, Duration grace) {
        return write(() -> {
            if (grace.isZero()) {
                remove(room, client);
            } else {
                lose(room, client, grace);
            }
        });
    }

    @Override
    public CompletionStage<?> state(RoomName room, String client, @Nullable String state) {
        return write(() -> set(room, client, state));
    }

    @Override
    public CompletionStage<PresencePage> read(RoomName room, @Nullable String after, int limit) {
        return call(() -> {
            Attendance there = rooms.get(room);
            return (there == null ? new Attendance() : there).read(after, limit, version);
        });
    }

    @Override
    public Watch watch(RoomName room, Consumer<PresenceChange> listener) {
        loop.execute(_ -> listeners.computeIfAbsent(room, _ -> new ArrayList<>()).add(listener));
        return () ->
                loop.execute(_ ->
                        listeners.computeIfPresent(
                                room,
                                (_, all) -> {
                                    all.remove(listener);
                                    return all.isEmpty() ? null : all;
                                }));
    }

    @Override
    public Counts counts() {
        return counts;
    }

    @Override
    public void close() {
        loop.close();
    }

    private CompletionStage<?> write(Runnable write) {
        return call(() -> {
            write.run();
            return true;
        });
    }

    private <T> CompletionStage<T> call(Supplier<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(_ -> {
            try {
                result.complete(step.get());
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
                throw e;
            }
        });
        return result;
    }

    // ---------------------------------------------------------------- steps, on the thread

    private void add(RoomName name, String user, String client) {
        Attendance room = rooms.computeIfAbsent(name, _ -> new Attendance());
        if (room.userOf(client) != null) {
            return;
        }
        int before = room.users();
        room.enter(user, client);
        String replaced = graces.takePlace(name, user);
        if (replaced != null) {
            room.leave(replaced);
        }
        ended(name, room, user, before);
    }

    private void remove(RoomName name, String client) {
        Attendance room = rooms.get(name);
        String user = room == null ? null : room.userOf(client);
        if (room != null && user != null) {
            graces.end(name, user, client);
            int before = room.users();
            room.leave(client);
            ended(name, room, user, before);
        }
    }

    private void lose(RoomName name, String client, Duration grace) {
        Attendance room = rooms.get(name);
        String user = room == null ? null : room.userOf(client);
        if (user != null) {
            graces.begin(name, user, client, grace.toNanos(), nanos.getAsLong());
        }
    }

    private void set(RoomName name, String client, @Nullable String state) {
        Attendance room = rooms.get(name);
        String user = room == null ? null : room.userOf(client);
        if (room != null && user != null) {
            room.state(client, state);
            ended(name, room, user, room.users());
        }
    }

    /** Ends a step that touched a user, and tells the room's listeners what changed. */
    private void ended(RoomName name, Attendance room, String user, int before) {
        PresentUser now = room.changed(user);
        users += room.users() - before;
        if (room.isEmpty()) {
            rooms.remove(name);
        }
        if (now == null) {
            return;
        }
        version++;
        List<Consumer<PresenceChange>> watching = listeners.get(name);
        if (watching != null) {
            PresenceChange change =
                    new PresenceChange(name, now, room.users(), room.clients(), version);
            watching.forEach(listener -> tell(listener, change));
        }
    }

    /** A listener that fails must not keep the others from being told. */
    private static void tell(Consumer<PresenceChange> listener, PresenceChange change) {
        try {
            listener.accept(change);
        } catch (RuntimeException e) {
            log.error("A listener failed on {}", change, e);
        }
    }
}
