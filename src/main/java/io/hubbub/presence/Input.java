package io.hubbub.presence;

import io.hubbub.client.Lane;
import io.hubbub.engine.PresenceChange;
import io.hubbub.message.RoomName;
import io.hubbub.vital.Loop;

import org.jspecify.annotations.Nullable;

/** What presence has to deal with. */
sealed interface Input extends Loop.Task<Attendance> {

    @Override
    default void run(Attendance attendance) {
        attendance.handle(this);
    }

    /** A client became a member. */
    record Joined(RoomName room, String user, String client) implements Input {}

    /** A client is a member no more; {@code lost} where it did not mean to go. */
    record Left(RoomName room, String user, String client, boolean lost) implements Input {}

    /** A client set its state in a room. */
    record Set(RoomName room, String client, @Nullable String state, Runnable done)
            implements Input {}

    /** A subscription began. */
    record Watch(Watcher watcher, Lane.Task watched) implements Input {}

    /** A subscription ended. */
    record Unwatch(Watcher watcher) implements Input {}

    /** A subscriber's socket is behind; {@link Drained} follows, unless its client ends. */
    record Behind(Watcher watcher) implements Input {}

    /** Little waits for a subscriber's socket any more. */
    record Drained(Watcher watcher) implements Input {}

    /** The engine told of a change. */
    record Changed(PresenceChange change) implements Input {}
}
