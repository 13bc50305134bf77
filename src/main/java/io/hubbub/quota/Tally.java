package io.hubbub.quota;

import io.hubbub.engine.Kept;
import io.hubbub.engine.Maker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many rooms of a namespace each user and each network made, as of a moment, and with those
 * that were made since; who went since still counts. Users and networks are hashes, which do not
 * meet. Safe for every thread.
 */
final class Tally {

    private final long takenNanos;
    private final Map<Long, Integer> made = new ConcurrentHashMap<>();

    private Tally(long takenNanos) {
        this.takenNanos = takenNanos;
    }

    static Tally of(Iterable<Kept> rooms, long nowNanos) {
        Tally tally = new Tally(nowNanos);
        for (Kept kept : rooms) {
            Maker maker = kept.maker();
            if (maker != null) {
                tally.add(maker);
            }
        }
        return tally;
    }

    void add(Maker maker) {
        made.merge(maker.network(), 1, Integer::sum);
        if (maker.user() != maker.network()) {
            made.merge(maker.user(), 1, Integer::sum);
        }
    }

    long takenNanos() {
        return takenNanos;
    }

    int of(long hash) {
        return made.getOrDefault(hash, 0);
    }
}
