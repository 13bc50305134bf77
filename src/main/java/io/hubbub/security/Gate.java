package io.hubbub.security;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Namespaces;

/**
 * Decides who may do what. Every frame is decided here, for the user as it is now. No other code
 * reads a policy's {@code access} or {@code publish}.
 */
public final class Gate {

    /**
     * One answer for "there is none" and "not for you", so that nobody can find out which
     * namespaces are guarded.
     */
    private static final Result<Namespace> NOT_ALLOWED =
            Result.refused(new Refusal(ErrorCode.NOT_ALLOWED));

    private final Namespaces namespaces;

    public Gate(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /**
     * Whether the user may be in the namespace at all: join its rooms and reach its controllers.
     */
    public Result<Namespace> enter(User user, String namespace) {
        Namespace found = namespaces.find(namespace);
        return found != null && found.policy().access().admits(user, namespace, false)
                ? Result.done(found)
                : NOT_ALLOWED;
    }

    /**
     * Whether the user may send into a room of the namespace.
     *
     * @param member whether the user's client is a member of that room
     */
    public Result<Namespace> publish(User user, String namespace, boolean member) {
        return switch (enter(user, namespace)) {
            case Result.Done<Namespace> allowed
                    when allowed.value().policy().publish().admits(user, namespace, member) ->
                    allowed;
            case Result.Done<Namespace> _ -> NOT_ALLOWED;
            case Result.Refused<Namespace> refused -> refused;
        };
    }
}
