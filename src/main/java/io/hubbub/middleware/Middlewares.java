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

    /** Those that want to know who enters. */
    private final List<Binding> atEntry;

    /** Those that want to know what is sent. */
    private final List<Binding> atMessage;

    private final JsonMapper json;

    /**
     * @param ordered in the order in which they are asked
     * @throws IllegalArgumentException where one is bound to what is no namespace
     */
    public Middlewares(List<Middleware> ordered, Namespaces namespaces, JsonMapper json) {
        List<Binding> all = ordered.stream().map(m -> Binding.of(m, namespaces)).toList();
        atEntry = all.stream().filter(b -> b.has("enter", Entry.class)).toList();
        atMessage = all.stream().filter(b -> b.has("message", Incoming.class)).toList();
        this.json = json;
    }

    /** Whether anybody is to be asked who enters the namespace. */
    public boolean watchEntries(String namespace) {
        return covers(atEntry, namespace);
    }

    /** Whether anybody is to be asked what is sent into the namespace. */
    public boolean watchMessages(String namespace) {
        return covers(atMessage, namespace);
    }

    /** Returns why the client may not enter; null where all let it. */
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

    /** Asks each about the message as those before it left it, and returns it as all left it. */
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
     * Asks one. Whatever an application's code does, nothing passes by accident, and a failure
     * tells the client nothing but that there was one.
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
