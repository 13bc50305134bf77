package io.hubbub.engine.embedded;

import io.hubbub.engine.EngineUnderTest;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.RoomLogsFixture;

/** Opens the embedded engine for a test. */
interface OpensEmbedded extends EngineUnderTest {

    @Override
    default RoomLogs open() {
        return new EmbeddedRoomLogs(
                new StoreSettings(directory()),
                this::retention,
                clock(),
                this::newEpoch,
                work -> work);
    }

    @Override
    default void quiesce() {
        RoomLogsFixture.awaitUntil(((EmbeddedRoomLogs) logs())::isIdle);
    }
}
