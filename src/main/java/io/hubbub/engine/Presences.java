package io.hubbub.engine;

import io.hubbub.message.RoomName;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is in which room, with as many clients as it likes, and in what state. Safe for every thread.
 *
 * <p>A room is never absent: where nobody is, it is empty. Each of the writing methods takes effect
 * at once and as a whole, and those that one thread calls for one room do so in the order of the
 * calls. A client's id is nobody else's, neither at the same time nor later.
 *
 * <p>What a process wrote does not outlive it: an engine that several processes share takes out the
 * clients of one that is gone.
 */
public interface Presences {

    /** A client is in a room for its user; does nothing where it is already. */
    void enter(RoomName room, String user, String client);

    /**
     * A client is no longer in a room, and its state there is gone. Does nothing where it is not.
     */
    void leave(RoomName room, String client);

    /**
     * Sets the state that a client has in a room; does nothing where it is not there. What its user
     * shows is the state that was set last of those that the user's clients still have.
     *
     * @param state JSON; null for none
     */
    void state(RoomName room, String client, @Nullable String state);

    /**
     * Reads who is in a room, and how many are. May wait for a network.
     *
     * @param after only users whose name is greater; null for the first
     * @param limit the most users; 0 for the counts alone
     */
    Roll read(RoomName room, @Nullable String after, int limit);

    /**
     * Tells a listener from now on of each change of any room, whichever process made it: those of
     * one room in the order of their versions, and one at a time. On whatever thread: it must not
     * block, nor call this engine.
     */
    void watch(Consumer<PresenceChange> listener);
}
