package io.hubbub.middleware;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.Result;
import io.hubbub.namespace.Namespaces;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** All middlewares, in their order. Immutable; no lock is held while one of them runs. */
public final class Middlewares {

    private static final Logger log = LoggerFactory.getLogger(Middlewares.class);

    /** The middlewares that have a hook for entering. */
    private final List<Binding> atEntry;

    /** The middlewares that have a hook for messages. */
    private final List<Binding> atMessage;

    private final JsonMapper json;

    /**
     * @param ordered the middlewares in the order in which they are asked
     * @throws IllegalArgumentException if a middleware names no namespace, or one that does not
     *     exist
     */
    public Middlewares(List<Middleware> ordered, Namespaces namespaces, JsonMapper json) {
        List<Binding> all = ordered.stream().map(m -> Binding.of(m, namespaces)).toList();
        atEntry = all.stream().filter(b -> b.has("enter", Entry.class)).toList();
        atMessage = all.stream().filter(b -> b.has("message", Incoming.class)).toList();
        this.json = json;
    }

    /** Whether any middleware is asked about clients that enter the namespace. */
    public boolean watchEntries(String namespace) {
        return covers(atEntry, namespace);
    }

    /** Whether any middleware is asked about messages into the namespace. */
    public boolean watchMessages(String namespace) {
        return covers(atMessage, namespace);
    }

    /** Returns why the client may not enter; null if every middleware lets it in. */
    public @Nullable Refusal enter(Entry entry) {
        for (Binding binding : atEntry) {
            if (binding.covers(entry.namespace())) {
                Outcome outcome = ask(binding, () -> enter(binding, entry));
                if (outcome instanceof Outcome.Refuse refuse) {
                    return refuse.refusal();
                }
            }
        }
        return null;
    }

    private static @Nullable Outcome enter(Binding binding, Entry entry) {
        Outcome outcome = binding.middleware().enter(entry);
        if (outcome instanceof Outcome.Pass pass && pass.message() != null) {
            throw new IllegalStateException("An entry has no message to change");
        }
        return outcome;
    }

    /**
     * Asks each middleware about the message as the one before left it. Returns the message as the
     * last one left it.
     */
    public Result<Incoming> message(Incoming message) {
        Incoming last = message;
        for (Binding binding : atMessage) {
            if (binding.covers(message.namespace())) {
                Incoming now = last;
                switch (ask(binding, () -> message(binding, now))) {
                    case Outcome.Pass(Incoming changed) -> last = changed == null ? now : changed;
                    case Outcome.Refuse refuse -> {
                        return Result.refused(refuse.refusal());
                    }
                }
            }
        }
        return Result.done(last);
    }

    private static @Nullable Outcome message(Binding binding, Incoming message) {
        Outcome outcome = binding.middleware().message(message);
        if (outcome instanceof Outcome.Pass(Incoming changed)
                && changed != null
                && !changed.isVersionOf(message)) {
            throw new IllegalStateException(
                    "A middleware cannot change who sends, where to, the body or the id");
        }
        return outcome;
    }

    /**
     * Asks one middleware. Whatever the application's code does, nothing passes by accident. Of a
     * failure the client learns only that it happened.
     */
    private Outcome ask(Binding binding, Supplier<@Nullable Outcome> hook) {
        try {
            return switch (Objects.requireNonNull(hook.get(), "It returned no outcome")) {
                case Outcome.Pass pass -> pass;
                case Outcome.Refuse refuse -> Outcome.refuse(complete(refuse));
            };
        } catch (RefusedException e) {
            return Outcome.refuse(e.refusal());
        } catch (Throwable e) {
            log.error("Middleware {} failed", binding.middleware().getClass().getName(), e);
            return Outcome.refuse(new Refusal(ErrorCode.SERVER_ERROR));
        }
    }

    private Refusal complete(Outcome.Refuse refuse) {
        Refusal refusal = refuse.refusal();
        if (refuse.data() == null) {
            return refusal;
        }
        String data = json.writeValueAsString(refuse.data());
        return new Refusal(refusal.code(), refusal.word(), refusal.message(), data);
    }

    private static boolean covers(List<Binding> bindings, String namespace) {
        for (Binding binding : bindings) {
            if (binding.covers(namespace)) {
                return true;
            }
        }
        return false;
    }
}
