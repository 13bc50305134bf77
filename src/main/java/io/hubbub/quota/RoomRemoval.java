package io.hubbub.quota;

import io.hubbub.engine.Directory;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.RoomName;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the logs of rooms that somebody deletes, and of rooms that give way to new ones. Safe for
 * every thread. Each removal may wait for a disk.
 */
final class RoomRemoval {

    private static final Logger log = LoggerFactory.getLogger(RoomRemoval.class);

    private static final long LOGGED_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final Function<String, @Nullable RoomLogs> logs;
    private final Predicate<RoomName> hasMembers;
    private final LongSupplier nanos;

    // Any thread that removes a room adds to these. Any thread reads them.
    private final LongAdder gaveWay = new LongAdder();
    private final LongAdder deleted = new LongAdder();

    /** When the log line about rooms that gave way was last written; 0 before the first. */
    private final AtomicLong loggedNanos = new AtomicLong();

    RoomRemoval(
            Function<String, @Nullable RoomLogs> logs,
            Predicate<RoomName> hasMembers,
            LongSupplier nanos) {
        this.logs = logs;
        this.hasMembers = hasMembers;
        this.nanos = nanos;
    }

    long gaveWay() {
        return gaveWay.sum();
    }

    long deleted() {
        return deleted.sum();
    }

    /** Removes a room's log; returns whether there was one. */
    boolean delete(RoomName room, String who) {
        RoomLogs kept = logs.apply(room.namespace());
        if (kept == null) {
            return false;
        }
        long[] messages = {0};
        List<RoomName> gone =
                kept.remove(
                        List.of(room),
                        found -> {
                            messages[0] = found.span().count();
                            return true;
                        });
        if (gone.isEmpty()) {
            return false;
        }
        deleted.increment();
        log.info("{} deleted the room {} with {} messages", who, room, messages[0]);
        return true;
    }

    /**
     * Removes the rooms of a namespace that are least worth keeping.
     *
     * @param whose the makers whose rooms may go
     * @param most how many go at most
     * @return whether any went
     */
    boolean giveWay(String namespace, Predicate<Maker> whose, int most) {
        RoomLogs kept = logs.apply(namespace);
        if (kept == null) {
            return false;
        }
        Directory rooms = kept.rooms(namespace);
        List<Kept> chosen =
                GivingWay.choose(
                        rooms,
                        one -> isOf(one, whose) && !hasMembers.test(one.room()),
                        maker -> rooms.madeBy(maker.network()),
                        most);
        if (chosen.isEmpty()) {
            return false;
        }
        Map<RoomName, Long> newest = new HashMap<>();
        chosen.forEach(one -> newest.put(one.room(), one.span().newest()));
        try {
            // A room that was written to or joined since it was chosen stays.
            List<RoomName> gone =
                    kept.remove(
                            newest.keySet(),
                            now ->
                                    Long.valueOf(now.span().newest()).equals(newest.get(now.room()))
                                            && !hasMembers.test(now.room()));
            gaveWay.add(gone.size());
            logNowAndThen(namespace);
            return !gone.isEmpty();
        } catch (UncheckedIOException e) {
            log.warn("No room of {} could give way: {}", namespace, e.getMessage());
            return false;
        }
    }

    private static boolean isOf(Kept one, Predicate<Maker> whose) {
        Maker maker = one.maker();
        return maker != null && whose.test(maker);
    }

    /** Logs at intervals only, so that a client that makes many rooms cannot fill the log file. */
    private void logNowAndThen(String namespace) {
        long now = nanos.getAsLong();
        long then = loggedNanos.get();
        if ((then == 0 || now - then > LOGGED_EVERY_NANOS)
                && loggedNanos.compareAndSet(then, now)) {
            log.info(
                    "Small rooms give way to new ones, now in {}: {} so far", namespace, gaveWay());
        }
    }
}
