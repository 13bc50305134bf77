package io.hubbub.engine.embedded;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.Retention;
import io.hubbub.engine.Shares;
import io.hubbub.engine.embedded.Head.State;
import io.hubbub.engine.embedded.Store.Family;
import io.hubbub.engine.embedded.WriteQueue.Task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Looks after the store once a second, so that no publisher has to wait for that. What it wants
 * written it leaves to the writer, in small steps.
 */
final class Keeper {

    private static final Logger log = LoggerFactory.getLogger(Keeper.class);

    /** Every so many rounds all that is trimmed is deleted, however little it is. */
    private static final int CLEAR_ROUNDS = 30;

    private static final int RECLAIM_ROUNDS = 10;

    /** Where nothing was written for so many rounds, nobody waits for what is tidied up. */
    private static final int QUIET_ROUNDS = 10;

    /** A log that is shorter is left for when there is more. */
    private static final long TIDY_BYTES = 1L << 20;

    /** About what a log takes beside its messages. */
    private static final long HEAD_BYTES = 200;

    /** Logs that one write clears: those who publish wait for no more. */
    private static final int STEP = 256;

    private final WriteQueue inlet;
    private final Store store;
    private final Heads heads;
    private final Writer writer;
    private final Trimmer trimmer;
    private final Function<String, Retention> retentions;
    private final LongSupplier epochMillis;
    private final RecentIds ids;
    private final long idWindowMillis;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    // Guarded by this.
    private int round;
    private long idsClearedMillis;

    /**
     * The database's number of the last write that was seen, and for how many rounds it is that.
     */
    private long lastWrite;

    private int quietRounds;

    Keeper(
            WriteQueue inlet,
            Store store,
            Heads heads,
            Writer writer,
            Trimmer trimmer,
            Function<String, Retention> retentions,
            LongSupplier epochMillis,
            RecentIds ids,
            Duration idWindow,
            UnaryOperator<Runnable> vital) {
        this.inlet = inlet;
        this.store = store;
        this.heads = heads;
        this.writer = writer;
        this.trimmer = trimmer;
        this.retentions = retentions;
        this.epochMillis = epochMillis;
        this.ids = ids;
        idWindowMillis = idWindow.toMillis();
        thread =
                Thread.ofPlatform()
                        .name("engine-keeper")
                        .priority(Thread.MIN_PRIORITY)
                        .daemon()
                        .unstarted(vital.apply(this::loop));
    }

    void start() {
        thread.start();
    }

    void close() {
        closing.countDown();
        trimmer.cancel();
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

    /** One round. */
    synchronized void sweep() {
        try {
            round++;
            ids.expire(epochMillis.getAsLong());
            writer.sync();
            if (writer.failure() != null) {
                inlet.push(new Task.Chore(writer::recover));
                return;
            }
            if (store.told().isBehind()) {
                inlet.push(new Task.Chore(store.told()::catchUp));
            }
            share();
            trim();
            clearIds();
            tidy();
            if (round % RECLAIM_ROUNDS == 0) {
                trimmer.reclaim(quietRounds > QUIET_ROUNDS);
            }
        } catch (RuntimeException e) {
            if (closing.getCount() > 0) {
                log.warn("The store could not be looked after, which is tried again", e);
            }
        }
    }

    /**
     * Puts what is in memory into files, without what is deleted. Else the log keeps all of it on
     * the disk until so much is written again, which may be never.
     */
    private void tidy() {
        long write = store.lastWrite();
        quietRounds = write == lastWrite ? quietRounds + 1 : 0;
        lastWrite = write;
        if (quietRounds == QUIET_ROUNDS && store.told().logBytes() >= TIDY_BYTES) {
            store.flush(Family.values());
        }
    }

    /** Cuts the largest logs of namespaces that take more than they may. */
    private void share() {
        Map<String, List<Head>> all = new HashMap<>();
        heads.forEach(head ->
                all.computeIfAbsent(head.room.namespace(), _ -> new ArrayList<>()).add(head));
        all.forEach((namespace, logs) -> {
            long most = retentions.apply(namespace).bytes() - logs.size() * HEAD_BYTES;
            long[] sizes = logs.stream().mapToLong(head -> head.state().bytes()).toArray();
            if (retentions.apply(namespace).bytes() == 0 || Arrays.stream(sizes).sum() <= most) {
                return;
            }
            // A sixteenth more goes than has to: else there would be something to cut each second.
            long largest = Shares.largest(sizes, most - most / 16);
            logs.forEach(head -> head.update(state -> state.within(largest)));
        });
    }

    private void trim() {
        long now = epochMillis.getAsLong();
        boolean all = round % CLEAR_ROUNDS == 0;
        List<Head> overfull = new ArrayList<>();
        List<Head> forgettable = new ArrayList<>();
        heads.forEach(head -> {
            if (closing.getCount() == 0) {
                return;
            }
            trimmer.age(head);
            State state = head.state();
            Retention retention = retentions.apply(head.room.namespace());
            if (state.isForgettable(retention, now)) {
                forgettable.add(head);
            } else if (state.trimmed() > 0
                    && (all || state.isEmpty() || state.trimmed() >= state.count())) {
                overfull.add(head);
            }
        });
        for (int i = 0; i < overfull.size(); i += STEP) {
            List<Head> step = overfull.subList(i, Math.min(i + STEP, overfull.size()));
            inlet.push(new Task.Chore(() -> trimmer.clear(step)));
        }
        if (!forgettable.isEmpty()) {
            inlet.push(new Task.Chore(() -> trimmer.forget(forgettable)));
        }
    }

    /** Ids that are over go a quarter of their window at a time. */
    private void clearIds() {
        long now = epochMillis.getAsLong();
        if (Math.abs(now - idsClearedMillis) < idWindowMillis / 4) {
            return;
        }
        idsClearedMillis = now;
        byte[] end = Keys.idsFrom(now - idWindowMillis);
        byte[] first = store.first(Family.IDS);
        if (first == null || Arrays.compareUnsigned(first, end) >= 0) {
            return;
        }
        trimmer.idsCleared(end);
        inlet.push(
                new Task.Chore(() ->
                        store.write(
                                false,
                                batch -> batch.deleteRange(Family.IDS, Keys.idsFrom(0), end))));
    }
}
