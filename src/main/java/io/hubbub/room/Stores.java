package io.hubbub.room;

import io.hubbub.engine.RoomLogs;
import io.hubbub.quota.Quotas;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What gives messages their order and keeps them.
 *
 * @param engines each namespace's engine
 * @param maxRooms how many rooms a namespace that keeps something may have; 0 for no bound
 * @param quotas what clients may have kept
 * @param readers where logs are read for those who come back; reading may wait for a disk
 */
public record Stores(
        Function<String, RoomLogs> engines,
        ToIntFunction<String> maxRooms,
        Quotas quotas,
        Executor readers) {

    RoomLogs engine(String namespace) {
        return engines.apply(namespace);
    }

    /** What keeps a namespace's messages; null where nothing does. */
    @Nullable RoomLogs keeper(String namespace) {
        RoomLogs engine = engine(namespace);
        return engine.keeps() ? engine : null;
    }
}
