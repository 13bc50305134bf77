package io.hubbub.engine.memory;

import io.hubbub.engine.Append;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Logged;
import io.hubbub.engine.Maker;
import io.hubbub.engine.Page;
import io.hubbub.engine.Span;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one room, in a ring. The offsets have no hole, so a message's place is its offset
 * modulo the ring's length. All of it is guarded by the monitor of the {@link Shelf}.
 */
final class Log {

    private static final int SMALLEST = 8;

    /** About what a message takes beside its body, its headers and its names. */
    private static final int MESSAGE_BYTES = 256;

    private record Entry(Logged logged, long millis, int bytes) {}

    final RoomName room;
    final String epoch;

    /** Who made the room; null if the server did. */
    private final @Nullable Maker maker;

    /** The messages. An element is null if no message is there. The length is a power of two. */
    private @Nullable Entry[] ring = new @Nullable Entry[SMALLEST];

    private long oldest = 1;
    private long newest;
    private long bytes;
    private long writtenMillis;
    private boolean shared;

    Log(RoomName room, String epoch, @Nullable Maker maker) {
        this.room = room;
        this.epoch = epoch;
        this.maker = maker;
    }

    @Nullable Maker maker() {
        return maker;
    }

    Kept kept() {
        return new Kept(room, span(), bytes, writtenMillis, maker, shared);
    }

    Span span() {
        return new Span(epoch, oldest, newest);
    }

    long bytes() {
        return bytes;
    }

    /** When the log was last written to. This never goes back, even if the clock does. */
    long writtenMillis() {
        return writtenMillis;
    }

    boolean isEmpty() {
        return oldest > newest;
    }

    void add(Append append, Position position, long nowMillis) {
        Logged logged = new Logged(position, append.message(), append.routing());
        if (newest - oldest + 1 == ring.length) {
            resize(ring.length * 2);
        }
        writtenMillis = Math.max(writtenMillis, nowMillis);
        Maker writer = append.maker();
        shared |= writer != null && (maker == null || writer.user() != maker.user());
        Entry entry = new Entry(logged, writtenMillis, weight(logged));
        newest = position.offset();
        ring[slot(newest)] = entry;
        bytes += entry.bytes;
    }

    private static int weight(Logged logged) {
        int bytes = MESSAGE_BYTES + logged.bytes() + logged.message().event().length();
        for (RoomName room : logged.rooms()) {
            bytes += room.room().length();
        }
        for (RoomName room : logged.routing().exceptRooms()) {
            bytes += room.room().length();
        }
        for (String client : logged.routing().exceptClients()) {
            bytes += client.length();
        }
        return bytes;
    }

    void trimTo(long upTo) {
        while (oldest <= Math.min(upTo, newest)) {
            removeOldest();
        }
    }

    /** Removes the messages that were kept before this moment. */
    void trimBefore(long millis) {
        while (!isEmpty() && at(oldest).millis < millis) {
            removeOldest();
        }
    }

    void removeOldest() {
        bytes -= at(oldest).bytes;
        ring[slot(oldest)] = null;
        oldest++;
        // Half of the smaller ring is free. Otherwise a log at its bound would be copied again and
        // again.
        if (ring.length > SMALLEST && newest - oldest + 1 <= ring.length / 4) {
            resize(ring.length / 2);
        }
    }

    Page read(From from, int limit, int maxBytes) {
        boolean forwards = from instanceof From.After;
        long offset =
                switch (from) {
                    case From.After(long before) -> Math.max(oldest, Math.min(before, newest) + 1);
                    case From.Before(long after) -> Math.min(newest, after - 1);
                };
        List<Logged> messages = new ArrayList<>();
        long left = maxBytes;
        while (offset >= oldest && offset <= newest && messages.size() < limit) {
            Logged logged = at(offset).logged;
            left -= logged.bytes();
            if (left < 0 && !messages.isEmpty()) {
                break;
            }
            messages.add(logged);
            offset += forwards ? 1 : -1;
        }
        return new Page(forwards ? messages : messages.reversed(), span());
    }

    private void resize(int length) {
        @Nullable Entry[] larger = new @Nullable Entry[length];
        for (long offset = oldest; offset <= newest; offset++) {
            larger[(int) (offset & (length - 1))] = at(offset);
        }
        ring = larger;
    }

    private Entry at(long offset) {
        return Objects.requireNonNull(ring[slot(offset)]);
    }

    private int slot(long offset) {
        return (int) (offset & (ring.length - 1));
    }
}
