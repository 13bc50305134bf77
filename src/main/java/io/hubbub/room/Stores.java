package io.hubbub.room;

import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.quota.Quotas;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where rooms keep what is said.
 *
 * @param logs a namespace's log; null where it keeps nothing
 * @param maxRooms how many rooms a namespace that keeps something may have; 0 for no bound
 * @param ids what was sent of late to namespaces that keep nothing
 * @param quotas what clients may have kept
 * @param epochMillis what people call the time
 * @param readers where logs are read for those who come back; it may wait for a disk
 */
public record Stores(
        Function<String, @Nullable RoomLogs> logs,
        ToIntFunction<String> maxRooms,
        RecentIds ids,
        Quotas quotas,
        LongSupplier epochMillis,
        Executor readers) {

    @Nullable RoomLogs of(String namespace) {
        return logs.apply(namespace);
    }
}
