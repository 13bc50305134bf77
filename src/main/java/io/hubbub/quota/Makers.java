package io.hubbub.quota;

import io.hubbub.engine.Maker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What clients are charged as, from when that is first asked until they end: finding it out costs
 * as much as a small message. Safe for every thread.
 *
 * @param <C> a client
 */
public final class Makers<C> {

    private final Function<C, Maker> find;
    private final Predicate<C> isEnding;
    private final Map<C, Maker> known = new ConcurrentHashMap<>();

    public Makers(Function<C, Maker> find, Predicate<C> isEnding) {
        this.find = find;
        this.isEnding = isEnding;
    }

    public Maker of(C client) {
        Maker maker = known.get(client);
        if (maker != null) {
            return maker;
        }
        Maker found = find.apply(client);
        known.put(client, found);
        if (isEnding.test(client)) {
            // Nobody may be going to forget it any more.
            known.remove(client);
        }
        return found;
    }

    /** The client ended. */
    public void forget(C client) {
        known.remove(client);
    }
}
