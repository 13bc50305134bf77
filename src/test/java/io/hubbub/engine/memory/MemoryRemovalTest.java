package io.hubbub.engine.memory;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RemovalContract;
import io.hubbub.engine.RoomLogs;

class MemoryRemovalTest extends RemovalContract {

    @Override
    protected RoomLogs open() {
        return new MemoryRoomLogs(
                this::retention, clock(), this::newEpoch, new RecentIds(WINDOW), 2_000_000);
    }
}
