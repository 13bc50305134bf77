package io.hubbub.quota;

import io.hubbub.engine.Directory;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.RoomName;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rooms that have a log, as their engine counts them. Safe for every thread. */
final class LoggedRooms {

    private final Function<String, @Nullable RoomLogs> logs;

    LoggedRooms(Function<String, @Nullable RoomLogs> logs) {
        this.logs = logs;
    }

    boolean contains(RoomName room) {
        RoomLogs kept = logs.apply(room.namespace());
        return kept != null && kept.span(room).newest() > 0;
    }

    Directory of(String namespace) {
        RoomLogs kept = logs.apply(namespace);
        return kept == null ? Directory.EMPTY : kept.rooms(namespace);
    }
}
