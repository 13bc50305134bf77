package io.hubbub.engine.embedded.writing;

import io.hubbub.engine.Followers;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.HeadRow;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.engine.embedded.rows.Meta;
import io.hubbub.engine.embedded.store.Batch;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Heads;
import io.hubbub.engine.embedded.store.Store;
import java.util.Collection;
import java.util.List;
import org.rocksdb.RocksDBException;

/**
 * Deletes what is no longer kept. A message goes in three steps: its log's head says that it can no
 * longer be read; the trimmer deletes it, many at a time; the {@link Reclaimer} gives its disk
 * space back. All methods run on the writer's thread.
 */
public final class Trimmer {

    private final Store store;
    private final Heads heads;
    private final Followers followers;
    private final Environment environment;
    private final Reclaimer reclaimer;

    public Trimmer(
            Store store,
            Heads heads,
            Followers followers,
            Environment environment,
            Reclaimer reclaimer) {
        this.store = store;
        this.heads = heads;
        this.followers = followers;
        this.environment = environment;
        this.reclaimer = reclaimer;
    }

    /** Deletes the messages of these logs that can no longer be read. */
    void clear(Collection<Head> overfull) {
        // Clearing a log that was removed meanwhile would write its head again.
        List<Head> due =
                overfull.stream()
                        .filter(heads::has)
                        .filter(head -> head.state().trimmed() > 0)
                        .toList();
        if (due.isEmpty()) {
            return;
        }
        List<LogState> states = due.stream().map(Head::state).toList();
        store.write(
                false,
                batch -> {
                    for (int i = 0; i < due.size(); i++) {
                        clear(due.get(i), states.get(i), batch);
                    }
                });
        for (int i = 0; i < due.size(); i++) {
            long oldest = states.get(i).oldest();
            due.get(i).update(state -> state.cleared(oldest));
            reclaimer.deleted(due.get(i).id(), oldest);
        }
    }

    private void clear(Head head, LogState state, Batch batch) throws RocksDBException {
        batch.deleteRange(
                Family.MESSAGES,
                Keys.message(head.id(), state.cleared()),
                Keys.message(head.id(), state.oldest()));
        boolean synced = environment.retention(head.room().namespace()).synced();
        HeadRow row = head.row(state.cleared(state.oldest()), synced);
        batch.put(Family.HEADS, Keys.head(head.room()), row.encode());
    }

    /** Forgets those of the logs that are empty and were not written to for long. */
    void forget(Collection<Head> candidates) {
        long now = environment.nowMillis();
        // The keeper looked already, but since then a log may have been written to.
        remove(candidates.stream().filter(head -> isForgettable(head, now)).toList());
    }

    private boolean isForgettable(Head head, long now) {
        return head.state().isForgettable(environment.retention(head.room().namespace()), now);
    }

    /** Removes logs with everything that they hold, in one step. */
    void remove(Collection<Head> candidates) {
        List<Head> due = candidates.stream().filter(heads::has).toList();
        if (due.isEmpty()) {
            return;
        }
        boolean renews = due.stream().anyMatch(head -> head.epoch().equals(heads.unwritten()));
        String unwritten = renews ? environment.newEpoch() : heads.unwritten();
        due.forEach(Head::beginRemoval);
        try {
            erase(due, unwritten);
            heads.setUnwritten(unwritten);
            due.forEach(heads::remove);
            due.forEach(head -> reclaimer.deleted(head.id()));
        } finally {
            due.forEach(Head::endRemoval);
        }
        due.forEach(head -> followers.broke(head.room(), heads.span(head.room())));
    }

    private void erase(List<Head> due, String unwritten) {
        store.write(
                true,
                batch -> {
                    for (Head head : due) {
                        batch.delete(Family.HEADS, Keys.head(head.room()));
                        batch.deleteRange(
                                Family.MESSAGES,
                                Keys.message(head.id(), 0),
                                Keys.message(head.id() + 1, 0));
                    }
                    batch.put(Family.META, Meta.UNWRITTEN_EPOCH, Meta.epoch(unwritten));
                });
    }
}
