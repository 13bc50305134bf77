package io.hubbub.engine.embedded;

import io.hubbub.engine.Appended;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.Seams.Space;
import io.hubbub.engine.embedded.Store.Family;
import io.hubbub.engine.embedded.WriteQueue.Task;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;

import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The one thread that writes messages. What waits becomes one group with one sync, whoever sent it;
 * then the outcomes are told, in the order of the calls.
 */
final class Writer {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    /** The most tries to write between two to open the store again. */
    private static final int MAX_PAUSE = 30;

    private final WriteQueue inlet;
    private final Store store;
    private final Heads heads;
    private final Trimmer trimmer;
    private final RecentIds ids;
    private final Function<String, Retention> retentions;
    private final LongSupplier epochMillis;
    private final Space space;
    private final Thread thread;

    /** Whether something was written that a power cut would take. */
    private final AtomicBoolean unsynced = new AtomicBoolean();

    /** Why nothing is written; null while all is well. The writer's to set. */
    private volatile @Nullable String failure;

    // The writer's own.
    private @Nullable Group failed;
    private long nextRoomId;

    /** How often the store was opened again in vain, and for how many tries it is not now. */
    private int reopenings;

    private int pause;

    Writer(
            WriteQueue inlet,
            Store store,
            Heads heads,
            Trimmer trimmer,
            RecentIds ids,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            Space space,
            long nextRoomId,
            UnaryOperator<Runnable> vital) {
        this.inlet = inlet;
        this.store = store;
        this.heads = heads;
        this.trimmer = trimmer;
        this.ids = ids;
        this.retentions = retentions;
        this.epochMillis = epochMillis;
        this.space = space;
        this.nextRoomId = nextRoomId;
        thread = Thread.ofPlatform().name("engine-writer").unstarted(vital.apply(this::loop));
    }

    void start() {
        thread.start();
    }

    boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Nullable String failure() {
        return failure;
    }

    /** Waits until all that was taken is told. The inlet is closed by then. */
    void awaitEnd() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        while (true) {
            List<Task> tasks = inlet.next();
            if (tasks.isEmpty()) {
                return;
            }
            List<Appended> outcomes = keep(tasks);
            int told = 0;
            for (Task task : tasks) {
                switch (task) {
                    case Task.Keep keep -> {
                        Appended outcome = outcomes.get(told++);
                        run(() -> keep.outcome().accept(outcome));
                    }
                    case Task.InOrder(Runnable action) -> run(action);
                    case Task.Chore(Runnable action) -> look(action);
                    case Task.Alone(Runnable action) -> run(action);
                }
            }
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.error("What was to be done when a message was kept failed", e);
        }
    }

    private static void look(Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            log.warn("The store could not be looked after, which is tried again", e);
        }
    }

    /** Commits what is to be kept, or nothing of it. */
    private List<Appended> keep(List<Task> tasks) {
        List<Task.Keep> keeps = new ArrayList<>(tasks.size());
        for (Task task : tasks) {
            if (task instanceof Task.Keep keep) {
                keeps.add(keep);
            }
        }
        if (keeps.isEmpty()) {
            return List.of();
        }
        if (failure != null || space.isShort()) {
            return refuse(keeps);
        }
        Group group =
                new Group(heads, ids, retentions, () -> nextRoomId++, epochMillis.getAsLong());
        try {
            List<Appended> outcomes = new ArrayList<>(keeps.size());
            for (Task.Keep keep : keeps) {
                outcomes.add(group.add(keep.append(), keep.value()));
            }
            if (!group.isEmpty()) {
                store.write(group.isSynced(), group::addTo);
            }
            publish(group);
            return outcomes;
        } catch (RuntimeException e) {
            group.withdraw();
            failed = group;
            fail(e);
            return refuse(keeps);
        }
    }

    private void publish(Group group) {
        // A sync covers all that was written before it.
        unsynced.set(!group.isSynced() && (unsynced.get() || !group.isEmpty()));
        List<Head> overfull = group.publish();
        if (!overfull.isEmpty()) {
            inlet.push(new Task.Chore(() -> trimmer.clear(overfull)));
        }
    }

    private static List<Appended> refuse(List<Task.Keep> keeps) {
        Appended refused = new Appended.Refused(new Refusal(ErrorCode.STORAGE_FULL));
        return keeps.stream().map(keep -> refused).toList();
    }

    private void fail(RuntimeException e) {
        if (failure == null) {
            log.error("Messages can no longer be stored, which is tried again every second", e);
        }
        failure = String.valueOf(e.getMessage());
    }

    /** Makes what was written survive a power cut, where not each message waits for that. */
    void sync() {
        if (failure == null && unsynced.getAndSet(false)) {
            try {
                flush();
            } catch (UncheckedIOException e) {
                inlet.push(new Task.Chore(() -> fail(e)));
            }
        }
    }

    private void flush() {
        store.<Boolean>use(open -> {
            open.db.flushWal(true);
            return true;
        });
    }

    /**
     * Tries to write again, and to take back what failed. On the writer's thread, as a chore.
     *
     * <p>What can still be read is not closed before it is sure that the disk takes what opening it
     * again needs; and where that fails all the same, the next try is a while away, as nobody reads
     * meanwhile.
     */
    void recover() {
        if (failure == null || space.isShort()) {
            return;
        }
        if (!erasedOrReopened()) {
            return;
        }
        failed = null;
        failure = null;
        reopenings = 0;
        log.info("Messages can be stored again");
    }

    private boolean erasedOrReopened() {
        try {
            eraseFailed();
            return true;
        } catch (RuntimeException e) {
            if (pause-- > 0) {
                return false;
            }
        }
        pause = 0;
        String obstacle = store.obstacle(space.left());
        if (obstacle != null) {
            failure = obstacle;
            return false;
        }
        try {
            store.reopen();
            eraseFailed();
            return true;
        } catch (RocksDBException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            reopenings = Math.min(reopenings + 1, MAX_PAUSE);
            pause = reopenings;
            return false;
        }
    }

    private void eraseFailed() {
        Group group = failed;
        store.write(
                true,
                batch -> {
                    if (group != null) {
                        group.eraseFrom(batch);
                    }
                    // Something has to be written, or it would not show whether that works.
                    batch.delete(Family.META, Keys.CLEAN);
                });
    }
}
