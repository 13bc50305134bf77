package io.hubbub.engine.memory;

import io.hubbub.engine.EngineUnderTest;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsFixture;

/** Opens the engine that keeps nothing for a test. */
interface OpensTransient extends EngineUnderTest {

    @Override
    default RoomLogs open() {
        return new TransientRoomLogs(
                this::newEpoch, new RecentIds(RoomLogsFixture.WINDOW), clock());
    }
}
