package io.hubbub.engine.embedded;

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
import io.hubbub.engine.embedded.files.DirectoryLock;
import io.hubbub.engine.embedded.files.UnusableStoreException;
import io.hubbub.engine.embedded.opening.OpenStore;
import io.hubbub.engine.embedded.opening.Opening;
import io.hubbub.engine.embedded.reading.Ageing;
import io.hubbub.engine.embedded.reading.Pages;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.MessageCodec;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Changes;
import io.hubbub.engine.embedded.store.DiskSpace;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Machine;
import io.hubbub.engine.embedded.store.Store;
import io.hubbub.engine.embedded.writing.Keeper;
import io.hubbub.engine.embedded.writing.Reclaimer;
import io.hubbub.engine.embedded.writing.Removal;
import io.hubbub.engine.embedded.writing.Task;
import io.hubbub.engine.embedded.writing.Teller;
import io.hubbub.engine.embedded.writing.Trimmer;
import io.hubbub.engine.embedded.writing.WriteQueue;
import io.hubbub.engine.embedded.writing.Writer;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs on this machine's disk. Every message whose outcome was {@link Appended.Stored} is found
 * again after the process was killed, and after a power cut where its namespace syncs each message.
 *
 * <p>While the disk is full or cannot be written, messages are refused, but those on the disk can
 * still be read. Once the disk can be written again, the engine stores messages again by itself.
 */
public final class EmbeddedRoomLogs implements RoomLogs {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRoomLogs.class);

    private final StoreSettings settings;
    private final DirectoryLock lock;
    private final Store store;
    private final Heads heads;
    private final Followers followers = new Followers();
    private final DiskSpace space;
    private final Teller teller = new Teller(followers);
    private final Pages pages;
    private final WriteQueue queue;
    private final Reclaimer reclaimer;
    private final Writer writer;
    private final Keeper keeper;
    private final Removal removal;

    /** What was missing at the start of what was promised; null where nothing was. */
    private final @Nullable String lost;

    /** Whether {@link #close} was called. Any thread may call it. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Held while an outcome is told after the end, so that outcomes still come one at a time. */
    private final ReentrantLock afterwards = new ReentrantLock();

    /**
     * Opens the store, or makes one where its directory is empty. May take seconds.
     *
     * @param retentions by namespace. Also asked for namespaces that are no longer configured, as
     *     long as the disk holds their messages
     * @param epochs gives a new epoch each time, never the same twice, over all starts of the
     *     process
     * @param vital wraps the whole work of a thread without which nothing is kept
     * @throws UnusableStoreException where the store cannot be used, with what to do about it
     */
    public EmbeddedRoomLogs(
            StoreSettings settings,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Supplier<String> epochs,
            UnaryOperator<Runnable> vital) {
        this(
                settings,
                new Environment(
                        retentions, epochMillis, epochs, vital, Machine.of(settings.directory())));
    }

    EmbeddedRoomLogs(StoreSettings settings, Environment environment) {
        this.settings = settings;
        lock = DirectoryLock.take(settings.directory());
        RecentIds ids = new RecentIds(settings.idWindow(), settings.ids());
        OpenStore open;
        try {
            long idsFrom = environment.nowMillis() - settings.idWindow().toMillis();
            open = new Opening(settings.rooms(), environment).open(ids, idsFrom);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
        store = open.store();
        heads = open.heads();
        lost = open.lost();
        space = new DiskSpace(environment, settings.reserveBytes());
        Ageing ageing = new Ageing(store, environment);
        pages = new Pages(store, heads, ageing);
        queue = new WriteQueue(settings.queueBytes());
        reclaimer = new Reclaimer(store, space);
        Trimmer trimmer = new Trimmer(store, heads, followers, environment, reclaimer);
        writer =
                new Writer(
                        queue,
                        store,
                        heads,
                        teller,
                        trimmer,
                        ids,
                        environment,
                        space,
                        open.nextRoomId());
        removal = new Removal(queue, heads, trimmer, writer);
        keeper =
                new Keeper(
                        queue,
                        store,
                        heads,
                        writer,
                        trimmer,
                        reclaimer,
                        ageing,
                        environment,
                        ids,
                        settings.idWindow());
        writer.start();
        keeper.start();
    }

    /** About how many bytes all messages take. */
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

    /** What keeps messages from being stored, in one sentence; null while all is well. */
    public @Nullable String trouble() {
        String failure = writer.failure();
        String why = space.isShort() ? space.text() : failure;
        return why == null
                ? null
                : "Messages cannot be stored in " + settings.rooms().toAbsolutePath() + ": " + why;
    }

    /**
     * Which loss was found at the start, in one sentence; null where nothing was lost. After a
     * loss, messages are missing that somebody was told are kept, and all rooms have new epochs.
     */
    public @Nullable String lost() {
        return lost;
    }

    @Override
    public void append(Append append, Consumer<Appended> outcome) {
        if (writer.isCurrentThread()) {
            throw new IllegalStateException("An outcome must not append");
        }
        if (append.ephemeral() || !append.isForRooms()) {
            say(append, outcome);
        } else if (!queue.put(new Task.Keep(append, MessageCodec.encode(append), outcome))) {
            Refusal refusal = new Refusal(ErrorCode.SHUTTING_DOWN);
            tellAfterTheEnd(append, new Appended.Refused(refusal), outcome);
        }
    }

    /** A message that is not kept waits only for those that were appended before. */
    private void say(Append append, Consumer<Appended> outcome) {
        Appended said = new Appended.Said(null);
        if (queue.isIdle()) {
            teller.tell(append, said, outcome);
        } else if (!queue.push(new Task.Say(append, outcome))) {
            tellAfterTheEnd(append, said, outcome);
        }
    }

    private void tellAfterTheEnd(Append append, Appended appended, Consumer<Appended> outcome) {
        writer.awaitEnd();
        afterwards.lock();
        try {
            teller.tell(append, appended, outcome);
        } finally {
            afterwards.unlock();
        }
    }

    @Override
    public Tail follow(RoomName room, Feed feed) {
        return followers.follow(room, feed, () -> heads.span(room));
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
    public Directory rooms(String namespace) {
        return heads.directory(namespace);
    }

    @Override
    public void trim(RoomName room, long upTo) {
        CompletableFuture<Boolean> done = trimLater(room, upTo);
        if (!writer.isCurrentThread()) {
            done.join();
        }
    }

    /** The same, without waiting: the result is completed once the disk knows. */
    CompletableFuture<Boolean> trimLater(RoomName room, long upTo) {
        return removal.trim(room, upTo);
    }

    @Override
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        if (writer.isCurrentThread()) {
            throw new IllegalStateException("An outcome must not remove");
        }
        return removal.remove(rooms, still);
    }

    /** Runs one of the keeper's rounds, which it else does once a second. */
    void sweep() {
        keeper.sweep();
    }

    /** Damages the store the way a fault would. */
    void write(Changes changes) {
        store.write(true, changes);
    }

    /** A value as the disk has it; null where there is none. */
    byte @Nullable [] get(Family family, byte[] key) {
        return store.get(family, key);
    }

    /** Makes RocksDB write tables, which it else does only after megabytes. */
    void flush() {
        store.flush(Family.values());
    }

    /** The same for messages alone: RocksDB begins a new log and still needs the old one. */
    void flushMessages() {
        store.flush(Family.MESSAGES);
    }

    /** Whether the outcomes of all appends were told. */
    boolean isIdle() {
        return queue.isIdle();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        keeper.close();
        queue.close();
        writer.awaitEnd();
        try {
            store.write(true, batch -> batch.put(Family.META, Meta.CLEAN, new byte[0]));
            store.promises().seal();
        } catch (UncheckedIOException e) {
            log.warn("The store could not be closed properly. Its next start checks it", e);
        }
        store.close();
        reclaimer.close();
        lock.close();
    }
}
