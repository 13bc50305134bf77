package io.hubbub.quota;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts by key. What counts nothing takes no memory. Safe for every thread. */
final class Counts<K> {

    /** No key has a count of 0. Each change is one step of the map. */
    private final Map<K, Integer> counts = new ConcurrentHashMap<>();

    int of(K key) {
        return counts.getOrDefault(key, 0);
    }

    void add(K key, int more) {
        if (more != 0) {
            counts.merge(key, more, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        }
    }

    /** Adds one, unless the count would be larger than the bound. */
    boolean addWithin(K key, int bound) {
        boolean[] added = {false};
        counts.compute(
                key,
                (_, count) -> {
                    int now = count == null ? 0 : count;
                    added[0] = now < bound;
                    return added[0] ? Integer.valueOf(now + 1) : count;
                });
        return added[0];
    }
}
