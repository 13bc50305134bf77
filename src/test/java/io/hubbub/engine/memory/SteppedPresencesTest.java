package io.hubbub.engine.memory;

import io.hubbub.engine.GraceContract;
import io.hubbub.engine.Presences;
import java.util.Random;
import java.util.function.LongSupplier;

/** The engine for tests that answers late keeps what every engine promises. */
class SteppedPresencesTest extends GraceContract {

    private static final long SEED = 42;

    @Override
    protected Presences open(LongSupplier nanos) {
        return new SteppedPresences(nanos, new Random(SEED));
    }

    @Override
    protected void work() {
        ((SteppedPresences) presences).step();
    }
}
