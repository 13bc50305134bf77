package io.hubbub.engine.embedded.reading;

import io.hubbub.engine.Retention;
import io.hubbub.engine.embedded.rows.Family;
import io.hubbub.engine.embedded.rows.Keys;
import io.hubbub.engine.embedded.rows.LogState;
import io.hubbub.engine.embedded.rows.MessageCodec;
import io.hubbub.engine.embedded.store.Environment;
import io.hubbub.engine.embedded.store.Head;
import io.hubbub.engine.embedded.store.Store;

/** Finds out which messages of a log are too old to be read. Safe for every thread. */
public final class Ageing {

    private final Store store;
    private final Environment environment;

    public Ageing(Store store, Environment environment) {
        this.store = store;
        this.environment = environment;
    }

    /** Moves a log's oldest message past those that are too old. May wait for the disk. */
    public void age(Head head) {
        Retention retention = environment.retention(head.room().namespace());
        if (!retention.age().isPositive()) {
            return;
        }
        long since = environment.nowMillis() - retention.age().toMillis();
        LogState state = head.state();
        if (state.isEmpty() || state.oldestMillis() >= since) {
            return;
        }
        // The times of a log's messages never go back, so a binary search reads only a few of them.
        long low = state.oldest();
        long high = state.newest() + 1;
        long found = since;
        while (low < high) {
            long middle = (low + high) >>> 1;
            long millis = keptMillis(head, middle);
            if (millis < since) {
                low = middle + 1;
            } else {
                high = middle;
                found = millis;
            }
        }
        long oldest = low;
        long oldestMillis = found;
        head.update(seen -> seen.from(oldest, oldestMillis).notBefore(oldestMillis, oldest));
    }

    /** When a message was kept. A message that is deleted already counts as infinitely old. */
    private long keptMillis(Head head, long offset) {
        byte[] value = store.get(Family.MESSAGES, Keys.message(head.id(), offset));
        return value == null ? Long.MIN_VALUE : MessageCodec.keptMillis(value);
    }
}
