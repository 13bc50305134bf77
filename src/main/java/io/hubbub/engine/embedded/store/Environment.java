package io.hubbub.engine.embedded.store;

import io.hubbub.engine.Retention;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the engine is given from outside.
 *
 * @param retentions by namespace
 * @param epochMillis the time
 * @param epochs gives a new epoch each time, never the same twice, over all starts of the process
 * @param vital wraps the whole work of a thread without which nothing is kept
 */
public record Environment(
        Function<String, Retention> retentions,
        LongSupplier epochMillis,
        Supplier<String> epochs,
        UnaryOperator<Runnable> vital,
        Machine machine) {

    public Retention retention(String namespace) {
        return retentions.apply(namespace);
    }

    public long nowMillis() {
        return epochMillis.getAsLong();
    }

    public String newEpoch() {
        return epochs.get();
    }
}
