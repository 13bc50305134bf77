package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Grant;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.namespace.Namespace;
import io.hubbub.presence.Presence;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import io.hubbub.security.Identity;
import io.hubbub.security.Users;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of users to their live clients. The clients of a locked user are closed. A client
 * whose user lost a role leaves the rooms that need the role. Safe for every thread; nothing here
 * blocks.
 */
public final class LiveAccess {

    /** Tells a client what it lost. */
    public interface Notice {

        /** It is no longer a member of the room. */
        void left(Client client, Refusal refusal, RoomName room);

        /** It no longer hears of the room's presence. */
        void unwatched(Client client, Refusal refusal, RoomName room);
    }

    private final Users users;
    private final Clients clients;
    private final Rooms rooms;
    private final Presence presence;
    private final Gate gate;
    private final Notice notice;

    public LiveAccess(
            Users users,
            Clients clients,
            Rooms rooms,
            Presence presence,
            Gate gate,
            Notice notice) {
        this.users = users;
        this.clients = clients;
        this.rooms = rooms;
        this.presence = presence;
        this.gate = gate;
        this.notice = notice;
    }

    /** What an identity allows now, without the roles that were taken from its user. */
    public Grant standing(Identity identity) {
        User granted = identity.user();
        return new Grant(users.asOfNow(granted), granted, identity.expiresAtMillis());
    }

    /**
     * Takes the identity of a fresh token.
     *
     * @return why the token does not count; null if it does
     */
    public @Nullable Refusal renew(Client client, Identity identity) {
        if (!identity.user().name().equals(client.user().name())) {
            return new Refusal(ErrorCode.NOT_ALLOWED, "The token is another user's");
        }
        client.become(standing(identity));
        reconsider(client);
        return null;
    }

    /** Looks at all clients of a user again, because something changed for the user. */
    public void changed(String user) {
        clients.ofUser(user).forEach(this::reconsider);
    }

    /**
     * Applies to a client what holds for its user now. Also to be called once others can find the
     * client: a change that came while it connected did not find it.
     *
     * <p>No message that is published after this returned reaches a room's subscription that it
     * ended.
     */
    public void reconsider(Client client) {
        if (users.isLocked(client.user().name())) {
            client.fail(new Refusal(ErrorCode.LOCKED), Departure.LOCKED);
            return;
        }
        synchronized (client) {
            Grant grant = client.grant();
            User now = users.asOfNow(grant.granted());
            client.become(new Grant(now, grant.granted(), grant.untilMillis()));
        }
        // Whoever joins from here on is decided by the user as it is now. Should access come back,
        // the middlewares are asked again.
        User now = client.user();
        client.entered(all -> all.stream().filter(name -> !isShut(now, name)).toList());
        Refusal refusal = new Refusal(ErrorCode.NOT_ALLOWED);
        rooms.leaveAll(client, room -> isShut(now, room.namespace()))
                .forEach(room -> notice.left(client, refusal, room));
        presence.unwatchAll(client, room -> isShut(now, room.namespace()))
                .forEach(room -> notice.unwatched(client, refusal, room));
    }

    private boolean isShut(User user, String namespace) {
        return gate.enter(user, namespace) instanceof Result.Refused<Namespace>;
    }
}
