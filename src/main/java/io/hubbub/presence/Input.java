package io.hubbub.presence;

import io.hubbub.client.Lane;
import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.PresencePage;
import io.hubbub.vital.Loop;
import org.jspecify.annotations.Nullable;

/** What the presence thread handles. */
sealed interface Input extends Loop.Task<Subscribers> {

    @Override
    default void run(Subscribers subscribers) {
        subscribers.handle(this);
    }

    /** A subscription began. {@code watched} is run once its first messages are in the outbox. */
    record Watch(Watcher watcher, Lane.Task watched) implements Input {}

    /** A subscription ended. */
    record Unwatch(Watcher watcher) implements Input {}

    /** A subscriber's socket is behind. {@link Drained} follows, unless the client ends. */
    record Behind(Watcher watcher) implements Input {}

    /** Little waits for a subscriber's socket now. */
    record Drained(Watcher watcher) implements Input {}

    /** The engine told a change. */
    record Changed(WatchedRoom room, PresenceChange change) implements Input {}

    /** The engine read a page of a listing; null if it could not. */
    record Read(WatchedRoom room, Listing listing, @Nullable PresencePage page) implements Input {}
}
