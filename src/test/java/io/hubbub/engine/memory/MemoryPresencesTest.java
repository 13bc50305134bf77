package io.hubbub.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.Presences;
import io.hubbub.engine.PresencesContract;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPresencesTest extends PresencesContract {

    @Override
    protected Presences open() {
        return new MemoryPresences();
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromHearing() {
        Presences presences = open();
        List<PresenceChange> heard = new ArrayList<>();
        presences.watch(_ -> {
            throw new IllegalStateException("failed on purpose");
        });
        presences.watch(heard::add);
        presences.enter(new RoomName("chat", "lobby"), "alice", "c1");
        presences.enter(new RoomName("chat", "lobby"), "bob", "c2");
        assertThat(heard).hasSize(2);
    }
}
