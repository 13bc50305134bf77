package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Policy;
import io.hubbub.replay.ReplayRequest;
import org.jspecify.annotations.Nullable;

/** Joins rooms for tests. */
public final class Joins {

    private Joins() {}

    /** Makes a client a member that may enter the namespace, whatever happens meanwhile. */
    public static @Nullable Refusal join(
            Rooms rooms,
            Client client,
            RoomName name,
            Policy policy,
            String subscriptionId,
            @Nullable String subscription,
            ReplayRequest request,
            Joined joined) {
        return rooms.join(
                client,
                name,
                () -> Result.done(new Namespace(name.namespace(), policy)),
                subscriptionId,
                client.format().dialect(subscription),
                request,
                joined);
    }
}
