package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Subscription;
import io.hubbub.message.RoomName;
import java.util.Collection;

/**
 * Hears who becomes a member of which room and who leaves it, in the order in which it happens.
 *
 * <p>{@link #joined} and {@link #left} are called while the room's monitor is held, so they must
 * not block and must not take a client's or a room's monitor.
 */
public interface MembershipListener {

    /** A client became a member. */
    void joined(Client client, RoomName room);

    /**
     * A client is no longer a member.
     *
     * @param mayReturn whether the client was lost rather than sent away, and may come back
     */
    void left(Client client, RoomName room, boolean mayReturn);

    /**
     * A client ended. Called on its lane, with no lock held.
     *
     * @param held all subscriptions that the client had, to rooms and to anything else
     */
    void ended(Collection<Subscription> held);
}
