package io.hubbub.engine;

import io.hubbub.message.RoomName;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room: users, each with any number of clients, and each client with a state. Safe
 * for every thread. No method waits, and none throws because of the engine's storage.
 *
 * <p><b>Order.</b> The writes of one thread take effect in the order of its calls, each as a whole.
 * A reading that the thread asks for later sees them all. So a caller need not wait for one write
 * before it begins the next.
 *
 * <p><b>Completion.</b> A write's stage completes once every later reading, whoever asks for it,
 * sees the write, and this process's watches were told of it. It completes exceptionally if nobody
 * can say whether the write took effect. A stage completes on any thread, so what depends on it
 * must not block.
 *
 * <p><b>Absence.</b> There is no absent room. A room without users is empty.
 *
 * <p><b>Clients.</b> A client's id belongs to that client alone, at the same time and later. What a
 * process wrote does not outlive the process: an engine that several processes share removes the
 * clients of a process that is gone.
 */
public interface Presences extends AutoCloseable {

    /** A subscription to a room's changes. */
    interface Watch extends AutoCloseable {

        /** Ends it. Changes that are on their way may still be told. */
        @Override
        void close();
    }

    /**
     * How much there is, for metrics. The numbers may be a little old.
     *
     * @param rooms how many rooms have a user in them
     * @param users how many users are in rooms, each counted in each of its rooms
     */
    record Counts(int rooms, long users) {}

    /**
     * A client comes into a room for its user. If a client of the same user is in its grace there
     * (see {@link #leave}), the new client takes its place in the same step, and the old one is
     * gone. Does nothing if the client is there already.
     */
    CompletionStage<?> enter(RoomName room, String user, String client);

    /**
     * A client is no longer in a room, and the state that it had there is gone. Does nothing if it
     * is not there.
     *
     * @param grace how long the client is still shown as there, in case its user comes back; zero
     *     to remove it at once. The time begins anew if the engine could not run, because nobody
     *     could come back then either
     */
    CompletionStage<?> leave(RoomName room, String client, Duration grace);

    /**
     * Sets the state that a client has in a room. Does nothing if the client is not there. A user
     * shows the state that was set last, of those that its clients still have.
     *
     * @param state JSON; null for none
     */
    CompletionStage<?> state(RoomName room, String client, @Nullable String state);

    /**
     * Reads who is in a room, and how many they are.
     *
     * @param after only users with a greater name; null to begin with the first
     * @param limit the most users; 0 to read the counts alone
     * @return completes exceptionally if the room cannot be read
     */
    CompletionStage<PresencePage> read(RoomName room, @Nullable String after, int limit);

    /**
     * Tells a listener each change of a room, whichever process made it, in the order of their
     * versions and one at a time. Each change is either told, or is in a reading that the same
     * thread asks for after this call. So such a reading and the changes with a greater version
     * together show the room completely.
     *
     * @param listener called on any thread; must not block
     */
    Watch watch(RoomName room, Consumer<PresenceChange> listener);

    Counts counts();

    /** Ends the engine. A stage that is not completed by then may never be. */
    @Override
    void close();
}
