package io.hubbub.engine.embedded;

import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsContract;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class EmbeddedRoomLogsTest extends RoomLogsContract {

    @TempDir Path directory;

    @Override
    protected RoomLogs open() {
        return new EmbeddedRoomLogs(
                new StoreSettings(directory),
                this::retention,
                clock(),
                this::newEpoch,
                work -> work);
    }

    @Override
    protected void quiesce() {
        awaitUntil(((EmbeddedRoomLogs) logs)::isIdle);
    }
}
