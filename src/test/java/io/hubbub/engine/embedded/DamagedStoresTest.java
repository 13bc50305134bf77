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

    /** The kinds of files whose damage RocksDB itself misjudges. */
    private static final int MORE_SEEDS = 8;

    @TempDir Path directory;

    @Test
    void noDamageLosesAPromisedMessageSilently() throws Exception {
        DamagedStores stores = new DamagedStores(directory);
        for (Kind kind : Kind.values()) {
            Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
            boolean subtle = kind == Kind.LOG || kind == Kind.MANIFEST;
            for (int seed = 0; seed < (subtle ? MORE_SEEDS : SEEDS); seed++) {
                outcomes.add(stores.start(kind, seed));
            }
            // Nothing is reported where the store does not need the file, or has it twice.
            if (kind == Kind.OPTIONS || kind == Kind.ONE_MARK) {
                assertThat(outcomes).containsExactly(Outcome.WHOLE);
            }
        }
    }
}
