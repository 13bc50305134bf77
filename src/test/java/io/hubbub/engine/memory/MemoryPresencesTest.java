package io.hubbub.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.GraceContract;
import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.Presences;
import io.hubbub.vital.VitalSigns;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class MemoryPresencesTest extends GraceContract {

    @Override
    protected Presences open(LongSupplier nanos) {
        MemoryPresences engine = new MemoryPresences(nanos, new VitalSigns());
        engine.start();
        return engine;
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHearing() {
        List<PresenceChange> heard = new ArrayList<>();
        presences.watch(
                ROOM,
                _ -> {
                    throw new IllegalStateException("failed on purpose");
                });
        presences.watch(ROOM, heard::add);
        enter(ROOM, "alice", "c1");
        await(presences.enter(ROOM, "bob", "c2"));
        assertThat(heard).hasSize(2);
    }
}
