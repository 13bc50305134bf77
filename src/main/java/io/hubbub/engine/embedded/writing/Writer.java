package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.embedded.store.DiskSpace;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes messages. It takes all messages that wait, whoever sent them, and
 * commits them as one group with one sync. Then it tells their outcomes, in the order of the calls.
 */
public final class Writer {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    private final WriteQueue queue;
    private final Store store;
    private final Heads heads;
    private final Teller teller;
    private final Trimmer trimmer;
    private final RecentIds ids;
    private final Environment environment;
    private final DiskSpace space;
    private final Recovery recovery;
    private final Thread thread;

    /**
     * Whether something was written that a power cut would take. The writer sets it; the keeper
     * clears it before it syncs.
     */
    private final AtomicBoolean unsynced = new AtomicBoolean();

    /** The writer's own. */
    private long nextRoomId;

    public Writer(
            WriteQueue queue,
            Store store,
            Heads heads,
            Teller teller,
            Trimmer trimmer,
            RecentIds ids,
            Environment environment,
            DiskSpace space,
            long nextRoomId) {
        this.queue = queue;
        this.store = store;
        this.heads = heads;
        this.teller = teller;
        this.trimmer = trimmer;
        this.ids = ids;
        this.environment = environment;
        this.space = space;
        this.nextRoomId = nextRoomId;
        recovery = new Recovery(store, space);
        Runnable work = environment.vital().apply(this::loop);
        thread = Thread.ofPlatform().name("engine-writer").unstarted(work);
    }

    public void start() {
        thread.start();
    }

    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Why nothing is written; null while all is well. Any thread may ask. */
    public @Nullable String failure() {
        return recovery.failure();
    }

    /** Waits until the outcomes of all appends were told. The queue is closed before. */
    public void awaitEnd() {
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
            List<Task> tasks = queue.next();
            if (tasks.isEmpty()) {
                return;
            }
            List<Appended> outcomes = keep(tasks);
            int told = 0;
            for (Task task : tasks) {
                switch (task) {
                    case Task.Keep keep -> {
                        Appended appended = outcomes.get(told++);
                        teller.tell(keep.append(), appended, keep.outcome());
                    }
                    case Task.Say(Append append, Consumer<Appended> outcome) ->
                            teller.tell(append, new Appended.Said(null), outcome);
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
            log.error("A removal from the store failed", e);
        }
    }

    private static void look(Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            log.warn("A chore of the store failed. It is tried again", e);
        }
    }

    /** Commits the messages, all of them or none. */
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
        if (recovery.failure() != null || space.isShort()) {
            return refuse(keeps);
        }
        Group group = new Group(heads, ids, environment, () -> nextRoomId++);
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
            recovery.fail(group, e);
            return refuse(keeps);
        }
    }

    private void publish(Group group) {
        // A sync covers all that was written before it.
        unsynced.set(!group.isSynced() && (unsynced.get() || !group.isEmpty()));
        List<Head> overfull = group.publish();
        if (!overfull.isEmpty()) {
            queue.push(new Task.Chore(() -> trimmer.clear(overfull)));
        }
    }

    private static List<Appended> refuse(List<Task.Keep> keeps) {
        Appended refused = new Appended.Refused(new Refusal(ErrorCode.STORAGE_FULL));
        return keeps.stream().map(keep -> refused).toList();
    }

    /** Tries to write again after a failure. On the writer's thread, as a chore. */
    void recover() {
        recovery.recover();
    }

    /** Makes earlier messages survive a power cut, where their namespaces do not wait for that. */
    void sync() {
        if (recovery.failure() == null && unsynced.getAndSet(false)) {
            try {
                flush();
            } catch (UncheckedIOException e) {
                queue.push(new Task.Chore(() -> recovery.fail(e)));
            }
        }
    }

    private void flush() {
        store.<Boolean>use(open -> {
            open.db().flushWal(true);
            return true;
        });
    }
}
