package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.client.Origin;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.middleware.Draft;
import io.hubbub.middleware.Entry;
import io.hubbub.middleware.Incoming;
import io.hubbub.middleware.Middlewares;
import io.hubbub.middleware.Sender;
import io.hubbub.middleware.Target;
import io.hubbub.namespace.Namespace;
import io.hubbub.question.Question;
import io.hubbub.question.Questions;
import io.hubbub.security.Gate;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets into a namespace. The gate comes first, so no middleware sees a client that may
 * not enter. Then come the middlewares. A middleware may take long, and no lock is held meanwhile,
 * so the gate is asked again after it.
 */
public final class Guard {

    /**
     * The one refusal for questions that are over, unknown, or were not put to the client, so that
     * nobody learns which questions there are.
     */
    static final Refusal ASK_OVER = new Refusal(ErrorCode.ASK_OVER);

    /**
     * How many entered namespaces are remembered for a client. If it enters more, the oldest is
     * forgotten and its middlewares are asked again. There must be a bound, because with patterns a
     * client can make up any number of names.
     */
    private static final int MAX_ENTERED = 128;

    private final Gate gate;
    private final Middlewares middlewares;
    private final Questions questions;

    public Guard(Gate gate, Middlewares middlewares, Questions questions) {
        this.gate = gate;
        this.middlewares = middlewares;
        this.questions = questions;
    }

    /**
     * Decides whether a command may take effect.
     *
     * @return the command, as the middlewares left it
     */
    Result<Command> admit(Client client, Command command) {
        return switch (command) {
            case Command.Publish(var room, var draft) ->
                    send(
                            client,
                            command,
                            new Target.Room(room),
                            draft,
                            changed -> new Command.Publish(room, changed));
            case Command.Ask(var room, var draft, var millis, var asker) ->
                    send(
                            client,
                            command,
                            new Target.Room(room),
                            draft,
                            changed -> new Command.Ask(room, changed, millis, asker));
            case Command.Answer answer -> answer(client, answer);
            case Command.Show(var room, var draft) ->
                    send(
                            client,
                            command,
                            new Target.Presence(room),
                            draft,
                            changed -> new Command.Show(room, changed));
            case Command.Call(var namespace, var path, Draft draft, var headers)
                    when draft != null ->
                    send(
                            client,
                            command,
                            new Target.Path(namespace, path),
                            draft,
                            changed -> new Command.Call(namespace, path, changed, headers));
            case Command.Call call -> enter(client, command, call.namespace(), call.headers());
            case Command.Join join ->
                    enter(client, command, join.room().namespace(), join.headers());
            case Command.Watch watch ->
                    enter(client, command, watch.room().namespace(), watch.headers());
            case Command.Impossible impossible ->
                    enter(client, command, impossible.namespace(), impossible.headers());
            // These are about the client itself, and about no namespace.
            case Command.Leave _, Command.Listen _, Command.Renew _ -> Result.done(command);
        };
    }

    /** A client that may no longer enter the namespace of a question may not answer it. */
    private Result<Command> answer(Client client, Command.Answer answer) {
        Question question = questions.awaiting(answer.question(), client);
        return question == null
                ? Result.refused(ASK_OVER)
                : send(
                        client,
                        answer,
                        new Target.Question(question.namespace()),
                        answer.draft(),
                        changed -> new Command.Answer(answer.question(), changed));
    }

    private Result<Command> enter(
            Client client, Command command, String namespace, Map<String, String> headers) {
        Refusal refusal = enter(client, namespace, headers);
        return refusal == null ? Result.done(command) : Result.refused(refusal);
    }

    private Result<Command> send(
            Client client,
            Command command,
            Target target,
            Draft draft,
            Function<Draft, Command> with) {
        Refusal refusal = enter(client, target.namespace(), draft.headers());
        if (refusal != null) {
            return Result.refused(refusal);
        }
        if (!middlewares.watchMessages(target.namespace())) {
            return Result.done(command);
        }
        return switch (message(client, target, draft)) {
            case Result.Refused<Draft> refused -> Result.refused(refused.refusal());
            case Result.Done<Draft> passed -> Result.done(with.apply(passed.value()));
        };
    }

    /**
     * Lets a client into a namespace. Every command that concerns a namespace is asked about.
     *
     * @param headers the client's own, for middlewares
     * @return why not; null if the client may be in the namespace
     */
    @Nullable Refusal enter(Client client, String namespace, Map<String, String> headers) {
        return enter(new WithClient(client), namespace, headers);
    }

    /**
     * Lets somebody into a namespace: asks the gate, the middlewares, and the gate again, because
     * something may have been taken from the user meanwhile.
     *
     * @param headers the entrant's own, for middlewares
     * @return why not; null if the entrant may be in the namespace
     */
    @Nullable Refusal enter(Entrant entrant, String namespace, Map<String, String> headers) {
        User user = entrant.user();
        Refusal refusal = refusal(user, namespace);
        if (refusal != null
                || !middlewares.watchEntries(namespace)
                || entrant.hasEntered(namespace)) {
            return refusal;
        }
        refusal =
                middlewares.enter(
                        new Entry(entrant.id(), user, entrant.origin(), namespace, headers));
        if (refusal == null) {
            refusal = entrant.entered(namespace, user);
        }
        return refusal == null ? refusal(entrant.user(), namespace) : refusal;
    }

    /** A client that wants to enter. Its entries are remembered, so it is asked about once. */
    private record WithClient(Client client) implements Entrant {

        @Override
        public User user() {
            return client.user();
        }

        @Override
        public String id() {
            return client.id();
        }

        @Override
        public Origin origin() {
            return client.origin();
        }

        @Override
        public boolean hasEntered(String namespace) {
            return client.entered().contains(namespace);
        }

        @Override
        public @Nullable Refusal entered(String namespace, User asked) {
            note(client, namespace, asked);
            return client.isEnding() ? new Refusal(ErrorCode.DISCONNECTED) : null;
        }
    }

    /**
     * Asks the middlewares about a message. The client has entered the namespace.
     *
     * @return the message, as the middlewares left it
     */
    Result<Draft> message(Client client, Target target, Draft draft) {
        if (!middlewares.watchMessages(target.namespace())) {
            return Result.done(draft);
        }
        Sender sender = new Sender(client.id(), client.user(), client.origin());
        return switch (middlewares.message(new Incoming(sender, target, draft))) {
            case Result.Refused<Incoming> refused -> Result.refused(refused.refusal());
            case Result.Done<Incoming> passed -> {
                Refusal refusal = refusalNow(client, target.namespace());
                yield refusal == null
                        ? Result.done(passed.value().draft())
                        : Result.refused(refusal);
            }
        };
    }

    /** Remembers an entry, unless the client acts for another user by now. */
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
            case Result.Done<Namespace> _ -> null;
            case Result.Refused<Namespace> refused -> refused.refusal();
        };
    }
}
