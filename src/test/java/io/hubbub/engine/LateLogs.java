package io.hubbub.engine;

import io.hubbub.engine.memory.TransientRoomLogs;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An engine that answers late, as an engine on another machine does. It wraps an engine that
 * answers at once, and puts everything off until {@link #step}, which picks by chance what happens
 * next:
 *
 * <ul>
 *   <li>a message is kept, so that it can be read,
 *   <li>a feed is told of a message, in the order of its room but out of turn with other rooms,
 *   <li>a publisher is told an outcome, in the order of its own messages but out of turn with those
 *       of others. Some outcomes are {@code Unknown}: such a message may be kept or lost.
 * </ul>
 *
 * <p>So this engine keeps the promises of {@link RoomLogs} and no others. A publisher is a client.
 * If a message has no client, its publisher is the thread that appends it.
 */
public final class LateLogs implements RoomLogs {

    /** An append, from the call until its outcome is told. */
    private static final class Item {
        final Append append;
        final Object publisher;
        final Consumer<Appended> outcome;

        /** How many feeds are still to be told. */
        int untold;

        /** Null until the message is kept, refused or lost. */
        @Nullable Appended appended;

        Item(Append append, Object publisher, Consumer<Appended> outcome) {
            this.append = append;
            this.publisher = publisher;
            this.outcome = outcome;
        }
    }

    /**
     * What one feed is to be told.
     *
     * @param item the message; null if the feed is told that the room's past is gone
     */
    private record Telling(@Nullable Item item, Runnable action) {}

    private final RoomLogs engine;
    private final Random random;
    private final double unknowns;

    /** Held during a step, and while everything open is told. Taken before the monitor. */
    private final ReentrantLock stepping = new ReentrantLock();

    /** A permit for each thing that may be open, for {@link #drive}. */
    private final Semaphore work = new Semaphore(0);

    // Guarded by this.
    private final Deque<Item> unkept = new ArrayDeque<>();
    private final Map<RoomName, Deque<Telling>> byRoom = new LinkedHashMap<>();
    private final Map<Object, Deque<Item>> byPublisher = new LinkedHashMap<>();
    private boolean closed;

    /** The message that the engine is just given. Only the stepping thread uses it. */
    private @Nullable Item current;

    /**
     * @param engine one that tells feeds and outcomes on the thread that appends
     * @param unknowns the share of outcomes that nobody can say, from 0 to 1
     */
    public LateLogs(RoomLogs engine, Random random, double unknowns) {
        this.engine = engine;
        this.random = random;
        this.unknowns = unknowns;
    }

    /** Wraps an engine that keeps nothing. Its epochs are e1, e2, ... */
    public static LateLogs ofTransient(Random random, double unknowns) {
        AtomicInteger epochs = new AtomicInteger();
        TransientRoomLogs atOnce =
                new TransientRoomLogs(
                        () -> "e" + epochs.incrementAndGet(),
                        new RecentIds(Duration.ofMinutes(5)),
                        () -> 0);
        return new LateLogs(atOnce, random, unknowns);
    }

    /** Does one thing that is open. Returns false if nothing is. */
    public boolean step() {
        stepping.lock();
        try {
            Runnable next = pick();
            if (next != null) {
                next.run();
            }
            return next != null;
        } finally {
            stepping.unlock();
        }
    }

    /** Does everything that is open. */
    public void settle() {
        while (step()) {
            // One thing may open another.
        }
    }

    /** Steps on a thread of its own, soon after each append, until this is closed. */
    public LateLogs drive() {
        Thread.ofVirtual()
                .start(() -> {
                    while (!isClosed()) {
                        work.acquireUninterruptibly();
                        settle();
                    }
                });
        return this;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized @Nullable Runnable pick() {
        List<Runnable> possible = new ArrayList<>();
        if (!unkept.isEmpty()) {
            possible.add(this::keep);
        }
        byRoom.values()
                .forEach(line -> {
                    Telling first = line.getFirst();
                    if (mayBeTold(first)) {
                        possible.add(() -> tellFeed(line));
                    }
                });
        byPublisher
                .values()
                .forEach(line -> {
                    Item first = line.getFirst();
                    if (first.appended != null && first.untold == 0) {
                        possible.add(() -> tellOutcome(line));
                    }
                });
        return possible.isEmpty() ? null : possible.get(random.nextInt(possible.size()));
    }

    /** A volatile message is told behind all earlier messages of its publisher. */
    private boolean mayBeTold(Telling telling) {
        Item item = telling.item;
        return item == null
                || !item.append.ephemeral()
                || byPublisher.get(item.publisher).getFirst() == item;
    }

    private void keep() {
        Item item;
        boolean unknown;
        synchronized (this) {
            item = unkept.removeFirst();
            unknown = random.nextDouble() < unknowns;
            if (unknown && random.nextBoolean()) {
                item.appended = new Appended.Unknown();
                return;
            }
        }
        current = item;
        engine.append(
                item.append,
                appended -> {
                    synchronized (this) {
                        item.appended = unknown ? new Appended.Unknown() : appended;
                    }
                });
        current = null;
    }

    private void tellFeed(Deque<Telling> line) {
        Telling telling;
        synchronized (this) {
            telling = line.removeFirst();
            byRoom.values().removeIf(Deque::isEmpty);
        }
        run(telling.action);
        synchronized (this) {
            if (telling.item != null) {
                telling.item.untold--;
            }
        }
    }

    private void tellOutcome(Deque<Item> line) {
        Item item;
        synchronized (this) {
            item = line.removeFirst();
            byPublisher.values().removeIf(Deque::isEmpty);
        }
        Appended appended = item.appended;
        if (appended != null) {
            run(() -> item.outcome.accept(appended));
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (IllegalStateException e) {
            // A feed or a publisher that fails on purpose.
        }
    }

    @Override
    public boolean keeps() {
        return engine.keeps();
    }

    @Override
    public void append(Append append, Consumer<Appended> outcome) {
        mayWait();
        String client = append.message().client();
        Object publisher = client == null ? Thread.currentThread() : client;
        synchronized (this) {
            if (!closed) {
                Item item = new Item(append, publisher, outcome);
                unkept.add(item);
                byPublisher.computeIfAbsent(publisher, _ -> new ArrayDeque<>()).add(item);
                work.release();
                return;
            }
        }
        engine.append(append, outcome);
    }

    @Override
    public Tail follow(RoomName room, Feed feed) {
        return engine.follow(room, new LateFeed(room, feed));
    }

    /** Puts off what a feed is told. */
    private final class LateFeed implements Feed {

        private final RoomName room;
        private final Feed feed;

        LateFeed(RoomName room, Feed feed) {
            this.room = room;
            this.feed = feed;
        }

        @Override
        public void said(
                @Nullable Position position,
                Message message,
                Routing routing,
                @Nullable Object local) {
            open(new Telling(current, () -> feed.said(position, message, routing, local)));
        }

        @Override
        public void broke(Span now) {
            open(new Telling(null, () -> feed.broke(now)));
        }

        private void open(Telling telling) {
            synchronized (LateLogs.this) {
                if (telling.item != null) {
                    telling.item.untold++;
                }
                byRoom.computeIfAbsent(room, _ -> new ArrayDeque<>()).add(telling);
            }
        }
    }

    @Override
    public boolean holds(RoomName room, Position since) {
        return engine.holds(room, since);
    }

    @Override
    public Page read(RoomName room, From from, int limit, int bytes) {
        return engine.read(room, from, limit, bytes);
    }

    @Override
    public Span span(RoomName room) {
        return engine.span(room);
    }

    @Override
    public Directory rooms(String namespace) {
        return engine.rooms(namespace);
    }

    @Override
    public void trim(RoomName room, long upTo) {
        engine.trim(room, upTo);
    }

    @Override
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        mayWait();
        stepping.lock();
        try {
            settle();
            List<RoomName> removed = engine.remove(rooms, still);
            settle();
            return removed;
        } finally {
            stepping.unlock();
        }
    }

    private void mayWait() {
        if (stepping.isHeldByCurrentThread()) {
            throw new IllegalStateException("Neither a feed nor an outcome may do this");
        }
    }

    @Override
    public void close() {
        stepping.lock();
        try {
            synchronized (this) {
                closed = true;
            }
            settle();
            engine.close();
        } finally {
            stepping.unlock();
        }
        work.release();
    }
}
