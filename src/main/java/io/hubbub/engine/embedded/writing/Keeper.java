package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.reading.Ageing;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the store once a second: finds what is to be trimmed, deleted, synced or repaired. It
 * has a thread of its own, so that publishers do not wait for that. It leaves all writing to the
 * writer, in small steps.
 */
public final class Keeper {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    /** Every so many rounds, everything that is trimmed is deleted, even a single message. */
    private static final int CLEAR_ROUNDS = 30;

    /** Every so many rounds, disk space is given back. */
    private static final int RECLAIM_ROUNDS = 10;

    /** After so many rounds without a write, tidying up delays nobody. */
    private static final int QUIET_ROUNDS = 10;

    /** The least length of the write-ahead log that is worth tidying up. */
    private static final long TIDY_BYTES = 1L << 20;

    /** About how many bytes a log takes beside its messages. */
    private static final long HEAD_BYTES = 200;

    /** How many logs one write clears, so that publishers do not wait for more. */
    private static final int STEP = 256;

    private final WriteQueue queue;
    private final Store store;
    private final Heads heads;
    private final Writer writer;
    private final Trimmer trimmer;
    private final Reclaimer reclaimer;
    private final Ageing ageing;
    private final Environment environment;
    private final RecentIds ids;
    private final long idWindowMillis;

    /** Reaches zero when the engine closes. */
    private final CountDownLatch closing = new CountDownLatch(1);

    private final Thread thread;

    // Guarded by this: a test calls sweep() from its own thread.

    /** How many rounds there were. */
    private int round;

    /** When ids were last deleted. */
    private long idsClearedMillis;

    /** The database's number of the last write, as the last round saw it. */
    private long lastWrite;

    /** For how many rounds nothing was written. */
    private int quietRounds;

    public Keeper(
            WriteQueue queue,
            Store store,
            Heads heads,
            Writer writer,
            Trimmer trimmer,
            Reclaimer reclaimer,
            Ageing ageing,
            Environment environment,
            RecentIds ids,
            Duration idWindow) {
        this.queue = queue;
        this.store = store;
        this.heads = heads;
        this.writer = writer;
        this.trimmer = trimmer;
        this.reclaimer = reclaimer;
        this.ageing = ageing;
        this.environment = environment;
        this.ids = ids;
        idWindowMillis = idWindow.toMillis();
        thread =
                Thread.ofPlatform()
                        .name("engine-keeper")
                        .priority(Thread.MIN_PRIORITY)
                        .daemon()
                        .unstarted(environment.vital().apply(this::loop));
    }

    public void start() {
        thread.start();
    }

    public void close() {
        closing.countDown();
        reclaimer.cancel();
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
        try {
            while (!closing.await(1, TimeUnit.SECONDS)) {
                sweep();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs one round. */
    public synchronized void sweep() {
        try {
            round++;
            ids.expire(environment.nowMillis());
            writer.sync();
            if (writer.failure() != null) {
                queue.push(new Task.Chore(writer::recover));
                return;
            }
            if (store.promises().isBehind()) {
                queue.push(new Task.Chore(store.promises()::catchUp));
            }
            share();
            trim();
            clearIds();
            tidy();
            if (round % RECLAIM_ROUNDS == 0) {
                reclaimer.reclaim(quietRounds > QUIET_ROUNDS);
            }
        } catch (RuntimeException e) {
            if (closing.getCount() > 0) {
                log.warn("The store could not be looked after. Hubbub tries again in a second", e);
            }
        }
    }

    /**
     * Moves what RocksDB holds in memory into tables. Until then its write-ahead log keeps deleted
     * messages on the disk, which in a quiet store may be forever.
     */
    private void tidy() {
        long write = store.lastWrite();
        quietRounds = write == lastWrite ? quietRounds + 1 : 0;
        lastWrite = write;
        if (quietRounds == QUIET_ROUNDS && store.promises().logBytes() >= TIDY_BYTES) {
            store.flush(Family.values());
        }
    }

    /** Trims the largest logs of every namespace that takes more bytes than it may. */
    private void share() {
        Map<String, List<Head>> all = new HashMap<>();
        heads.forEach(head ->
                all.computeIfAbsent(head.room().namespace(), _ -> new ArrayList<>()).add(head));
        all.forEach((namespace, logs) -> {
            long most = environment.retention(namespace).bytes() - logs.size() * HEAD_BYTES;
            long[] sizes = logs.stream().mapToLong(head -> head.state().bytes()).toArray();
            if (environment.retention(namespace).bytes() == 0
                    || Arrays.stream(sizes).sum() <= most) {
                return;
            }
            // Trims a sixteenth more than necessary, or there would be something to trim each
            // second.
            long largest = Shares.largest(sizes, most - most / 16);
            logs.forEach(head -> head.update(state -> state.within(largest)));
        });
    }

    private void trim() {
        long now = environment.nowMillis();
        boolean all = round % CLEAR_ROUNDS == 0;
        List<Head> overfull = new ArrayList<>();
        List<Head> forgettable = new ArrayList<>();
        heads.forEach(head -> {
            if (closing.getCount() == 0) {
                return;
            }
            ageing.age(head);
            LogState state = head.state();
            Retention retention = environment.retention(head.room().namespace());
            if (state.isForgettable(retention, now)) {
                forgettable.add(head);
            } else if (state.trimmed() > 0
                    && (all || state.isEmpty() || state.trimmed() >= state.count())) {
                overfull.add(head);
            }
        });
        for (int i = 0; i < overfull.size(); i += STEP) {
            List<Head> step = overfull.subList(i, Math.min(i + STEP, overfull.size()));
            queue.push(new Task.Chore(() -> trimmer.clear(step)));
        }
        if (!forgettable.isEmpty()) {
            queue.push(new Task.Chore(() -> trimmer.forget(forgettable)));
        }
    }

    /** Deletes ids whose window is over, a quarter of a window at a time. */
    private void clearIds() {
        long now = environment.nowMillis();
        if (Math.abs(now - idsClearedMillis) < idWindowMillis / 4) {
            return;
        }
        idsClearedMillis = now;
        byte[] end = Keys.idsFrom(now - idWindowMillis);
        byte[] first = store.first(Family.IDS);
        if (first == null || Arrays.compareUnsigned(first, end) >= 0) {
            return;
        }
        reclaimer.idsCleared(end);
        queue.push(
                new Task.Chore(() ->
                        store.write(
                                false,
                                batch -> batch.deleteRange(Family.IDS, Keys.idsFrom(0), end))));
    }
}
