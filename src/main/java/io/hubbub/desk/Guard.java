package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import io.hubbub.middleware.Entry;
import io.hubbub.middleware.Incoming;
import io.hubbub.middleware.Middlewares;
import io.hubbub.middleware.Passage;
import io.hubbub.security.Gate;
import io.hubbub.security.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Stands before every namespace: the gate first, so that no middleware sees who may not enter, then
 * the middlewares. One client's frames are to come one at a time. No lock is held while a
 * middleware runs; as it may take its time, the gate is asked once more after it.
 */
public final class Guard {

    /**
     * How many namespaces a client has entered at once. Past it the one it entered first counts as
     * new: where a pattern opens them, a client makes up as many names as it likes.
     */
    private static final int MAX_ENTERED = 128;

    private final Gate gate;
    private final Middlewares middlewares;

    public Guard(Gate gate, Middlewares middlewares) {
        this.gate = gate;
        this.middlewares = middlewares;
    }

    /**
     * To be asked for every frame that concerns the namespace.
     *
     * @param headers the frame's {@code x-...} headers, read only where a middleware is asked
     * @return why not; null where the client may be in the namespace
     */
    public @Nullable Refusal enter(
            Client client, String namespace, Supplier<Map<String, String>> headers) {
        User user = client.user();
        Refusal refusal = refusal(user, namespace);
        if (refusal != null
                || !middlewares.watchEntries(namespace)
                || client.entered().contains(namespace)) {
            return refusal;
        }
        refusal =
                middlewares.enter(
                        new Entry(client.id(), user, client.origin(), namespace, headers.get()));
        if (refusal != null) {
            return refusal;
        }
        note(client, namespace, user);
        return refusalNow(client, namespace);
    }

    /**
     * To be asked for every message that a client sends into a namespace it has entered.
     *
     * @param headers all headers of the message, read only where a middleware is asked
     */
    public Passage message(
            Client client,
            String namespace,
            Destination destination,
            Supplier<Map<String, String>> headers,
            byte[] body) {
        if (!middlewares.watchMessages(namespace)) {
            return Passage.Open.UNCHANGED;
        }
        Passage passage =
                middlewares.message(
                        new Incoming(
                                client.id(),
                                client.user(),
                                client.origin(),
                                namespace,
                                destination,
                                headers.get(),
                                body));
        Refusal refusal = passage instanceof Passage.Open ? refusalNow(client, namespace) : null;
        return refusal == null ? passage : new Passage.Closed(refusal);
    }

    /** It entered as this user; that says nothing of another that it may be by now. */
    private static void note(Client client, String namespace, User asked) {
        client.entered(all -> {
            if (!client.user().equals(asked)) {
                return all;
            }
            return Stream.concat(
                            all.stream().skip(Math.max(0, all.size() + 1L - MAX_ENTERED)),
                            Stream.of(namespace))
                    .toList();
        });
    }

    private @Nullable Refusal refusalNow(Client client, String namespace) {
        return client.isEnding()
                ? new Refusal(ErrorCode.DISCONNECTED)
                : refusal(client.user(), namespace);
    }

    private @Nullable Refusal refusal(User user, String namespace) {
        return switch (gate.enter(user, namespace)) {
            case Verdict.Allowed _ -> null;
            case Verdict.Refused refused -> refused.refusal();
        };
    }
}
