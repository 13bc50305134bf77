package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.embedded.DamagedStores;
import io.hubbub.engine.embedded.DamagedStores.Kind;
import io.hubbub.engine.embedded.DamagedStores.Outcome;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Opens hundreds of damaged stores, new ones in each run. No start hangs, and a start that lost a
 * promised message reports that. A failure names its seed.
 */
@Tag("proof")
@Timeout(900)
class DamagedStoresIT {

    private static final int CASES = 80;

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void refusesOrHasAllOrSaysWhatIsLost(Kind kind) throws Exception {
        DamagedStores stores = new DamagedStores(directory);
        Random seeds = new Random();
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        for (int i = 0; i < CASES; i++) {
            outcomes.add(stores.start(kind, seeds.nextLong()));
        }
        if (kind == Kind.LOG) {
            assertThat(outcomes).contains(Outcome.REFUSED, Outcome.RENEWED);
        }
    }
}
