package io.hubbub.engine.memory;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Directory;
import io.hubbub.engine.Feed;
import io.hubbub.engine.Followers;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Page;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.Tail;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that live as long as the process. They have no thread of their own: the thread that appends
 * tells the feeds and the outcome, and old messages are removed when something is appended or read.
 *
 * <p>All logs together are bounded in bytes. Beyond the bound the largest log loses its oldest
 * messages, no matter which log was written to. So a flooded room takes nothing from a quiet one.
 */
public final class MemoryRoomLogs implements RoomLogs {

    /** The default bound on the bytes of all messages together. */
    public static final long BOUND = 256L * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(MemoryRoomLogs.class);

    private final LongSupplier epochMillis;
    private final Shelf shelf;
    private final RecentIds ids;

    private final Followers followers = new Followers();

    /**
     * Held while a message gets its positions and while feeds and the outcome are told, so that
     * both come in the order of positions. Reads and spans do not take it, because callers ask for
     * a span under locks that feeds take.
     */
    private final ReentrantLock order = new ReentrantLock();

    /** Guarded by {@link #order}. */
    private boolean closed;

    /**
     * @param retentions by namespace
     * @param epochs gives new epochs, never the same one twice
     * @param ids remembers senders' ids for this engine alone
     */
    public MemoryRoomLogs(
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs,
            RecentIds ids) {
        this(retentions, epochMillis, epochs, ids, BOUND);
    }

    /**
     * @param bound the most bytes that all messages together take
     */
    public MemoryRoomLogs(
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs,
            RecentIds ids,
            long bound) {
        this.epochMillis = epochMillis;
        shelf = new Shelf(bound, retentions, epochs);
        this.ids = ids;
    }

    /** The bytes of all messages together. */
    public long bytes() {
        return shelf.bytes();
    }

    /** How many rooms have a log. */
    public long count() {
        return shelf.count();
    }

    @Override
    public void append(Append append, Consumer<Appended> outcome) {
        if (order.isHeldByCurrentThread()) {
            throw new IllegalStateException("An outcome must not append");
        }
        order.lock();
        try {
            tell(say(append), outcome);
        } finally {
            order.unlock();
        }
    }

    /** Called while {@link #order} is held. */
    private Appended say(Append append) {
        if (append.ephemeral() || !append.isForRooms()) {
            followers.tell(append);
            return new Appended.Said(null);
        }
        if (closed) {
            return new Appended.Refused(new Refusal(ErrorCode.SHUTTING_DOWN));
        }
        Appended appended = keep(append);
        if (appended instanceof Appended.Stored(List<Position> positions)) {
            followers.tell(append, positions);
        }
        for (RoomName room : shelf.takeForgotten()) {
            followers.broke(room, shelf.span(room));
        }
        return appended;
    }

    private Appended keep(Append append) {
        long now = epochMillis.getAsLong();
        Message message = append.message();
        String id = append.id();
        Position earlier = id == null ? null : find(append, id, now);
        if (earlier != null) {
            return new Appended.Duplicate(earlier);
        }
        List<Position> positions = shelf.add(append, now);
        if (id != null) {
            ids.remember(append.namespace(), message.from(), id, positions.getFirst(), now);
        }
        return new Appended.Stored(positions);
    }

    private @Nullable Position find(Append append, String id, long nowMillis) {
        return ids.find(append.namespace(), append.message().from(), id, nowMillis);
    }

    private static void tell(Appended appended, Consumer<Appended> outcome) {
        try {
            outcome.accept(appended);
        } catch (RuntimeException e) {
            log.error("Handling the outcome {} failed", appended, e);
        }
    }

    @Override
    public Tail follow(RoomName room, Feed feed) {
        return followers.follow(room, feed, () -> shelf.span(room));
    }

    @Override
    public Page read(RoomName room, From from, int limit, int bytes) {
        return shelf.read(room, from, limit, bytes, epochMillis.getAsLong());
    }

    @Override
    public Span span(RoomName room) {
        return shelf.span(room);
    }

    @Override
    public Directory rooms(String namespace) {
        return shelf.directory(namespace);
    }

    @Override
    public void trim(RoomName room, long upTo) {
        shelf.trimTo(room, upTo);
    }

    @Override
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        if (order.isHeldByCurrentThread()) {
            throw new IllegalStateException("An outcome must not remove");
        }
        order.lock();
        try {
            // Nothing is appended meanwhile, and the predicate is not called under the shelf's
            // monitor.
            List<RoomName> due =
                    closed
                            ? List.of()
                            : rooms.stream()
                                    .distinct()
                                    .map(shelf::kept)
                                    .filter(Objects::nonNull)
                                    .filter(still)
                                    .map(Kept::room)
                                    .toList();
            shelf.remove(due);
            due.forEach(room -> followers.broke(room, shelf.span(room)));
            return due;
        } finally {
            order.unlock();
        }
    }

    @Override
    public void close() {
        order.lock();
        try {
            closed = true;
        } finally {
            order.unlock();
        }
    }
}
