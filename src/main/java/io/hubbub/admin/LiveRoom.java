package io.hubbub.admin;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.message.RoomName;
import io.hubbub.room.Rooms;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a snapshot of the service to the room {@code live} of {@code admin} once a second. While
 * the room has no member it does nothing. Snapshots are volatile: a slow page may miss some, and
 * the next one tells it everything.
 */
final class LiveRoom implements AutoCloseable {

    static final RoomName ROOM = new RoomName("admin", "live");

    private static final Logger log = LoggerFactory.getLogger(LiveRoom.class);

    private final Rooms rooms;
    private final Broadcast broadcast;
    private final Census census;
    private final ScheduledExecutorService seconds =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("admin-live").factory());

    LiveRoom(Rooms rooms, Broadcast broadcast, Census census) {
        this.rooms = rooms;
        this.broadcast = broadcast;
        this.census = census;
    }

    void start() {
        // With a fixed delay, not a fixed rate: a busy machine must not be made busier.
        var unused = seconds.scheduleWithFixedDelay(this::tellSafely, 1, 1, TimeUnit.SECONDS);
    }

    /** Returns whether the room had a member. */
    boolean tell() {
        if (!rooms.exists(ROOM)) {
            return false;
        }
        broadcast.in(ROOM.namespace()).to(ROOM.room()).volatile_().event("snapshot", census.take());
        return true;
    }

    /** A failure is logged, because an exception would end the schedule. */
    private void tellSafely() {
        try {
            tell();
        } catch (RuntimeException e) {
            log.error("The administrator's page could not be sent a snapshot", e);
        }
    }

    @Override
    public void close() {
        seconds.shutdownNow();
    }
}
