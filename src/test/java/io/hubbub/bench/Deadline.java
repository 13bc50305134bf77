package io.hubbub.bench;

import java.time.Duration;
import java.util.function.Supplier;

/** The end of a wait, after which the bench gives up and says what it waited for. */
final class Deadline {

    private final Duration limit;
    private final long endNanos;

    private Deadline(Duration limit) {
        this.limit = limit;
        this.endNanos = System.nanoTime() + limit.toNanos();
    }

    static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    boolean passed() {
        return System.nanoTime() - endNanos > 0;
    }

    void check(Supplier<String> state) {
        if (passed()) {
            throw new IllegalStateException("After " + limit.toSeconds() + " s: " + state.get());
        }
    }
}
