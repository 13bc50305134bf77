package io.hubbub.engine.memory;

import io.hubbub.engine.EngineUnderTest;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsFixture;

/** Opens the memory engine for a test. */
interface OpensMemory extends EngineUnderTest {

    long BOUND = 2_000_000;

    @Override
    default RoomLogs open() {
        return new MemoryRoomLogs(
                this::retention,
                clock(),
                this::newEpoch,
                new RecentIds(RoomLogsFixture.WINDOW),
                BOUND);
    }
}
