package io.hubbub.desk;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.middleware.Entry;
import io.hubbub.middleware.Middlewares;
import io.hubbub.namespace.Namespace;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Gate;
import io.hubbub.security.Identity;
import io.hubbub.security.Users;
import java.security.Principal;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may read a namespace over HTTP, where there is no client: whoever may enter the
 * namespace with one. Each request is decided by itself. Its middlewares are asked as for a client
 * that comes in with it, and they may block.
 */
public final class Readers {

    /** A guest who came over HTTP has no name that others could know. */
    private static final User GUEST = User.guest("guest-http");

    private final Authenticator authenticator;
    private final Users users;
    private final Gate gate;
    private final Middlewares middlewares;

    public Readers(Authenticator authenticator, Users users, Gate gate, Middlewares middlewares) {
        this.authenticator = authenticator;
        this.users = users;
        this.gate = gate;
        this.middlewares = middlewares;
    }

    /** Whoever asks, where that is an administrator now; else null. */
    public @Nullable User administrator(@Nullable Principal principal) {
        if (principal == null
                || !(authenticator.known(principal) instanceof Result.Done<Identity> who)) {
            return null;
        }
        User user = users.asOfNow(who.value().user());
        boolean may = user.roles().contains("ADMIN") && !users.isLocked(user.name());
        return may ? user : null;
    }

    /**
     * Decides one request.
     *
     * @param principal null for a guest
     * @param headers the request's {@code x-...} headers
     * @return why not; null where it may read
     */
    public @Nullable Refusal refusal(
            @Nullable Principal principal,
            Origin origin,
            String namespace,
            Map<String, String> headers) {
        if (principal == null) {
            return refusal(GUEST, origin, namespace, headers);
        }
        return switch (authenticator.known(principal)) {
            case Result.Refused<Identity> refused -> refused.refusal();
            case Result.Done<Identity> accepted ->
                    refusal(users.asOfNow(accepted.value().user()), origin, namespace, headers);
        };
    }

    private @Nullable Refusal refusal(
            User user, Origin origin, String namespace, Map<String, String> headers) {
        Refusal refusal = atGate(user, namespace);
        if (refusal != null || !middlewares.watchEntries(namespace)) {
            return refusal;
        }
        String client = "http-" + UUID.randomUUID();
        refusal = middlewares.enter(new Entry(client, user, origin, namespace, headers));
        // Meanwhile something may have been taken from the user.
        return refusal != null ? refusal : atGate(users.asOfNow(user), namespace);
    }

    private @Nullable Refusal atGate(User user, String namespace) {
        return switch (gate.enter(user, namespace)) {
            case Result.Done<Namespace> _ -> null;
            case Result.Refused<Namespace> refused -> refused.refusal();
        };
    }
}
