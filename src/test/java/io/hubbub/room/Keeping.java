package io.hubbub.room;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Stores for tests: one log, or none, for all namespaces. Time stands still. */
public final class Keeping {

    private static final Duration ID_WINDOW = Duration.ofMinutes(5);

    private Keeping() {}

    public static Stores nothing() {
        return in(null, Runnable::run);
    }

    public static Stores in(RoomLogs log, Executor readers) {
        return new Stores(_ -> log, _ -> 0, new RecentIds(ID_WINDOW), () -> 0, readers);
    }
}
