package io.hubbub.desk;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import org.jspecify.annotations.Nullable;

/** Somebody who wants to enter a namespace: a client, or the caller of a {@link Query}. */
interface Entrant {

    /** The user as it is now. It may change while a middleware is asked. */
    User user();

    /** What middlewares are told as the client's id. */
    String id();

    Origin origin();

    /** Whether the middlewares let the entrant into the namespace before. */
    boolean hasEntered(String namespace);

    /**
     * The middlewares let the entrant in.
     *
     * @param asked the user that they were asked about
     * @return why the entrant may not enter all the same; null if nothing speaks against it
     */
    @Nullable Refusal entered(String namespace, User asked);
}
