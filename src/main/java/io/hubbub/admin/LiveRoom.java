package io.hubbub.admin;

import io.hubbub.message.RoomName;
import io.hubbub.room.Broadcast;
import io.hubbub.room.Rooms;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the members of {@code /topic/admin/live} once a second how everything is. While nobody is
 * there it looks at nothing. Snapshots are volatile: of those that a slow page misses it misses
 * nothing, for the next one has it all.
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
        // After the delay: a machine that is too busy for it is not made any busier.
        var unused = seconds.scheduleWithFixedDelay(this::tellSafely, 1, 1, TimeUnit.SECONDS);
    }

    /** Returns whether there was anybody to tell. */
    boolean tell() {
        if (!rooms.exists(ROOM)) {
            return false;
        }
        broadcast.in(ROOM.namespace()).to(ROOM.room()).volatile_().event("snapshot", census.take());
        return true;
    }

    /** One failure must not be the last second. */
    private void tellSafely() {
        try {
            tell();
        } catch (RuntimeException e) {
            log.error("The administrator's page could not be told", e);
        }
    }

    @Override
    public void close() {
        seconds.shutdownNow();
    }
}
