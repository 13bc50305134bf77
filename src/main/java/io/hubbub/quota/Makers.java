package io.hubbub.quota;

import io.hubbub.engine.Maker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Remembers whom each client's rooms and bytes are charged to, from the first question until the
 * client ends. Computing it costs as much as publishing a small message. Safe for every thread.
 *
 * @param <C> a client
 */
public final class Makers<C> {

    private final Function<C, Maker> find;
    private final Predicate<C> isEnding;

    /**
     * The first thread that asks about a client adds it. The lane of the client removes it when the
     * client ends.
     */
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
            // The client may have ended before it was added. Then nobody would remove it.
            known.remove(client);
        }
        return found;
    }

    /** The client ended. */
    public void forget(C client) {
        known.remove(client);
    }
}
