package io.hubbub.room;

import io.hubbub.engine.RoomLogs;
import io.hubbub.quota.Quotas;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The engines, which give messages their order and keep them, and the bounds on what they keep.
 *
 * @param engines gives the engine of a namespace
 * @param maxRooms how many rooms a namespace may have if it keeps messages; 0 means unlimited
 * @param quotas bounds what clients may make the server keep
 * @param readers runs the reads of logs for clients that come back. A read may wait for a disk
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
