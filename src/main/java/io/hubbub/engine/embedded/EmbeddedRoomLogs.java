package io.hubbub.engine.embedded;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Page;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.embedded.Seams.Space;
import io.hubbub.engine.embedded.Store.Family;
import io.hubbub.engine.embedded.WriteQueue.Task;
import io.hubbub.engine.embedded.files.DirectoryLock;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Logs on this machine's disk. Whatever anybody was told is kept is found again after the process
 * was killed, and where its namespace is synced, after a power cut.
 *
 * <p>While the disk is full or cannot be written, messages are refused and those that are there are
 * read; once there is space, all is well again by itself.
 */
public final class EmbeddedRoomLogs implements RoomLogs {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRoomLogs.class);

    private final StoreSettings settings;
    private final DirectoryLock lock;
    private final Store store;
    private final Heads heads;
    private final WriteQueue inlet;
    private final Space space;
    private final Writer writer;
    private final Keeper keeper;
    private final Trimmer trimmer;
    private final Pages pages;

    /** What was missing at the start of what was told; null for nothing. */
    private final @Nullable String lost;

    private final AtomicBoolean closed = new AtomicBoolean();

    /** Outcomes come one at a time after the end as well. */
    private final ReentrantLock afterwards = new ReentrantLock();

    /**
     * Opens the store, or makes it where its directory is empty. May take seconds.
     *
     * @param retentions by namespace; asked as well for those that only the disk knows, from days
     *     when they were configured
     * @param epochs never gives one twice, over all starts of the process
     * @param vital goes around the whole work of a thread without which nothing is kept
     * @throws UnusableStoreException where that does not work, with what to do
     */
    public EmbeddedRoomLogs(
            StoreSettings settings,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs,
            UnaryOperator<Runnable> vital) {
        this(settings, retentions, epochMillis, epochs, Seams.of(settings), vital);
    }

    /** Opens a store whose threads nobody watches. */
    EmbeddedRoomLogs(
            StoreSettings settings,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs) {
        this(settings, retentions, epochMillis, epochs, Seams.of(settings));
    }

    EmbeddedRoomLogs(
            StoreSettings settings,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs,
            Seams seams) {
        this(settings, retentions, epochMillis, epochs, seams, UnaryOperator.identity());
    }

    private EmbeddedRoomLogs(
            StoreSettings settings,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs,
            Seams seams,
            UnaryOperator<Runnable> vital) {
        this.settings = settings;
        lock = DirectoryLock.take(settings.directory());
        RecentIds ids = new RecentIds(settings.idWindow(), settings.ids());
        Opening.Found found;
        try {
            long idsFrom = epochMillis.getAsLong() - settings.idWindow().toMillis();
            found = new Opening(settings.rooms(), retentions, epochs, seams).open(ids, idsFrom);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        store = found.store();
        heads = found.heads();
        lost = found.lost();
        inlet = new WriteQueue(settings.queueBytes());
        space = new Space(seams.usableSpace(), epochMillis, settings.reserveBytes());
        trimmer = new Trimmer(store, heads, retentions, epochMillis, epochs, space);
        pages = new Pages(store, heads, trimmer);
        writer =
                new Writer(
                        inlet,
                        store,
                        heads,
                        trimmer,
                        ids,
                        retentions,
                        epochMillis,
                        space,
                        found.nextRoomId(),
                        vital);
        keeper =
                new Keeper(
                        inlet,
                        store,
                        heads,
                        writer,
                        trimmer,
                        retentions,
                        epochMillis,
                        ids,
                        settings.idWindow(),
                        vital);
        writer.start();
        keeper.start();
    }

    /** About what all messages take. */
    public long bytes() {
        LongAdder bytes = new LongAdder();
        heads.forEach(head -> bytes.add(head.state().bytes()));
        return bytes.sum();
    }

    /** How many rooms have a log. */
    public long count() {
        LongAdder count = new LongAdder();
        heads.forEach(_ -> count.increment());
        return count.sum();
    }

    /** What keeps messages from being stored, in one sentence; null where all is well. */
    public @Nullable String trouble() {
        String failure = writer.failure();
        String why = space.isShort() ? space.text() : failure;
        return why == null
                ? null
                : "Messages cannot be stored in " + settings.rooms().toAbsolutePath() + ": " + why;
    }

    /**
     * What the store lacked at its start of what somebody was told is kept, in one sentence; null
     * where it lacked nothing. Its rooms have new epochs since.
     */
    public @Nullable String lost() {
        return lost;
    }

    @Override
    public void append(Append append, Consumer<Appended> outcome) {
        if (writer.isCurrentThread()) {
            throw new IllegalStateException("An outcome must not append");
        }
        if (!inlet.put(new Task.Keep(append, MessageCodec.encode(append), outcome))) {
            afterTheEnd(() ->
                    outcome.accept(new Appended.Refused(new Refusal(ErrorCode.SHUTTING_DOWN))));
        }
    }

    @Override
    public void inOrder(Runnable action) {
        if (inlet.isIdle() || writer.isCurrentThread()) {
            action.run();
        } else if (!inlet.push(new Task.InOrder(action))) {
            afterTheEnd(action);
        }
    }

    private void afterTheEnd(Runnable action) {
        writer.awaitEnd();
        afterwards.lock();
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("What was to be done after the end of the store failed", e);
        } finally {
            afterwards.unlock();
        }
    }

    @Override
    public Page read(RoomName room, From from, int limit, int bytes) {
        return pages.read(room, from, limit, bytes);
    }

    @Override
    public Span span(RoomName room) {
        return heads.span(room);
    }

    @Override
    public Collection<Kept> rooms(String namespace) {
        return heads.kept(namespace);
    }

    @Override
    public void trim(RoomName room, long upTo) {
        CompletableFuture<Boolean> done = trimLater(room, upTo);
        if (!writer.isCurrentThread()) {
            done.join();
        }
    }

    /** The same; what is returned is completed when the disk knows. */
    CompletableFuture<Boolean> trimLater(RoomName room, long upTo) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Head head = heads.find(room);
        if (head == null) {
            done.complete(false);
            return done;
        }
        head.update(state -> state.from(Math.min(upTo, state.newest()) + 1, 0));
        Task clear =
                new Task.Chore(() -> {
                    try {
                        trimmer.clear(List.of(head));
                    } finally {
                        done.complete(true);
                    }
                });
        // What cannot be written now, the keeper writes later.
        if (!inlet.push(clear)) {
            done.complete(false);
        }
        return done;
    }

    @Override
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        if (writer.isCurrentThread()) {
            throw new IllegalStateException("An outcome must not remove");
        }
        CompletableFuture<List<RoomName>> removed = new CompletableFuture<>();
        Task removal =
                new Task.Alone(() -> {
                    try {
                        removed.complete(removeNow(rooms, still));
                    } catch (RuntimeException e) {
                        removed.completeExceptionally(e);
                    }
                });
        if (!inlet.push(removal)) {
            return List.of();
        }
        try {
            return removed.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failed
                    ? new UncheckedIOException(failed.getMessage(), failed.getCause())
                    : e;
        }
    }

    /** On the writer's thread. */
    private List<RoomName> removeNow(Collection<RoomName> rooms, Predicate<Kept> still) {
        String failure = writer.failure();
        if (failure != null) {
            // What failed is taken back first, which writes heads as they are now.
            throw new UncheckedIOException(new IOException(failure));
        }
        List<Head> due =
                rooms.stream()
                        .distinct()
                        .map(heads::find)
                        .filter(Objects::nonNull)
                        .filter(head -> still.test(head.kept()))
                        .toList();
        trimmer.remove(due);
        return due.stream().map(head -> head.room).toList();
    }

    /** One round of what else is done once a second. */
    void sweep() {
        keeper.sweep();
    }

    /** Writes as a fault would. */
    void write(Store.Changes changes) {
        store.write(true, changes);
    }

    /** Puts what is in memory into files, which else takes megabytes. */
    void flush() {
        store.flush(Family.values());
    }

    /** The same for messages alone, which begins a new log while the old one is needed. */
    void flushMessages() {
        store.flush(Family.MESSAGES);
    }

    /** Whether all that was appended is told. */
    boolean isIdle() {
        return inlet.isIdle();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        keeper.close();
        inlet.close();
        writer.awaitEnd();
        try {
            store.write(true, batch -> batch.put(Family.META, Keys.CLEAN, new byte[0]));
            store.told().seal();
        } catch (UncheckedIOException e) {
            log.warn("The store was not closed as it should be, which its next start finds", e);
        }
        store.close();
        trimmer.close();
        lock.close();
    }
}
