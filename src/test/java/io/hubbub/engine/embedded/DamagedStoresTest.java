package io.hubbub.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.embedded.DamagedStores.Kind;
import io.hubbub.engine.embedded.DamagedStores.Outcome;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A few seeds of each kind; {@code DamagedStoresIT} has hundreds. */
@Timeout(300)
class DamagedStoresTest {

    private static final int SEEDS = 2;

    /** Of the files whose damages RocksDB takes for something else. */
    private static final int MORE_SEEDS = 8;

    @TempDir Path directory;

    @Test
    void whateverIsDamagedNothingThatWasToldIsMissingWithoutAWord() throws Exception {
        DamagedStores stores = new DamagedStores(directory);
        for (Kind kind : Kind.values()) {
            Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
            boolean subtle = kind == Kind.LOG || kind == Kind.MANIFEST;
            for (int seed = 0; seed < (subtle ? MORE_SEEDS : SEEDS); seed++) {
                outcomes.add(stores.start(kind, seed));
            }
            // What the store does not need, and of what it has two, nothing is told.
            if (kind == Kind.OPTIONS || kind == Kind.ONE_MARK) {
                assertThat(outcomes).containsExactly(Outcome.WHOLE);
            }
        }
    }
}
