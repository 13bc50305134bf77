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
 * @param quotas bounds what clients may make the server keep
 * @param readers reads logs for clients that come back; a read may wait for a disk
 */
public record Stores(
        Function<String, RoomLogs> engines,
        ToIntFunction<String> maxRooms,
        Quotas quotas,
        Executor readers) {

    RoomLogs engine(String namespace) {
        return engines.apply(namespace);
    }

    /** The engine that keeps a namespace's messages; null if the namespace keeps nothing. */
    @Nullable RoomLogs keeper(String namespace) {
        RoomLogs engine = engine(namespace);
        return engine.keeps() ? engine : null;
    }
}
