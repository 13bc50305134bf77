package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.client.Time;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.middleware.Draft;
import io.hubbub.middleware.Options;
import io.hubbub.namespace.Namespace;
import io.hubbub.question.Answers;
import io.hubbub.question.Question;
import io.hubbub.question.Questions;
import io.hubbub.rate.Cost;
import io.hubbub.room.Publication;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients send into rooms: messages, questions and the answers to them. */
public final class Publishing {

    private static final Refusal TOO_MANY_ASKS = new Refusal(ErrorCode.TOO_MANY_ASKS);

    private final Rooms rooms;
    private final Questions questions;
    private final Gate gate;
    private final Time time;

    public Publishing(Rooms rooms, Questions questions, Gate gate, Time time) {
        this.rooms = rooms;
        this.questions = questions;
        this.gate = gate;
        this.time = time;
    }

    /** Publishes a client's message, where it may send to each of the rooms. */
    void publish(RoomName room, Draft draft, Handling handling) {
        List<RoomName> targets = targets(room, draft.options());
        Refusal refusal = refusal(targets, handling.client());
        if (refusal == null) {
            charge(targets, draft, handling);
            rooms.publish(publication(targets, draft, handling.client()), handling);
        } else {
            handling.refuse(refusal);
        }
    }

    /** Publishes a client's message as a question. */
    void ask(Command.Ask ask, Handling handling) {
        Client client = handling.client();
        List<RoomName> targets = targets(ask.room(), ask.draft().options());
        Refusal refusal = refusal(targets, client);
        if (refusal != null) {
            handling.refuse(refusal);
            return;
        }
        charge(targets, ask.draft(), handling);
        switch (open(ask, targets, handling)) {
            case Result.Refused<Question> refused -> handling.refuse(refused.refusal());
            case Result.Done<Question> opened -> {
                Publication publication = publication(targets, ask.draft(), client);
                rooms.publish(publication.asking(opened.value()), handling);
            }
        }
    }

    private static List<RoomName> targets(RoomName room, Options options) {
        if (options.also().isEmpty()) {
            return List.of(room);
        }
        List<RoomName> targets = new ArrayList<>(1 + options.also().size());
        targets.add(room);
        targets.addAll(options.also());
        return targets;
    }

    /** Why the client may not send to one of the rooms; null where it may send to all. */
    private @Nullable Refusal refusal(List<RoomName> targets, Client client) {
        for (RoomName target : targets) {
            boolean member = rooms.isMember(client, target);
            if (gate.publish(client.user(), target.namespace(), member)
                    instanceof Result.Refused<Namespace> refused) {
                return refused.refusal();
            }
        }
        return null;
    }

    private void charge(List<RoomName> targets, Draft draft, Handling handling) {
        int members = 0;
        for (RoomName target : targets) {
            members += rooms.memberCount(target);
        }
        int named = targets.size() + draft.options().except().size();
        handling.charge(Cost.message(named, members));
    }

    private Publication publication(List<RoomName> targets, Draft draft, Client client) {
        Options options = draft.options();
        Message message =
                new Message(
                        draft.event(),
                        draft.contentType(),
                        draft.headers(),
                        draft.body(),
                        client.user().name(),
                        client.id(),
                        time.epochMillis().getAsLong());
        return new Publication(
                new Routing(
                        new Routing.Target.Rooms(targets),
                        options.except(),
                        List.of(),
                        options.echo()),
                options.ephemeral(),
                message,
                draft.id(),
                client,
                null);
    }

    private Result<Question> open(Command.Ask ask, List<RoomName> targets, Handling handling) {
        Client client = handling.client();
        Duration longest = questions.limits().askTime();
        boolean tooLong = longest.isPositive() && ask.millis() > longest.toMillis();
        if (ask.millis() <= 0 || tooLong) {
            String most = longest.isPositive() ? " to " + longest.toMillis() : "";
            return refused(ErrorCode.BAD_FRAME, "ask is in milliseconds, from 1" + most);
        }
        if (!ask.asker().listens()) {
            return Result.refused(new Refusal(ErrorCode.NO_REPLIES));
        }
        int bound = questions.limits().askReceivers();
        int members = targets.stream().distinct().mapToInt(rooms::memberCount).sum();
        if (bound > 0 && members > bound) {
            return refused(
                    ErrorCode.TOO_MANY_ASKS, "A question goes to " + bound + " members at most");
        }
        handling.charge(Cost.question(members));
        String namespace = ask.room().namespace();
        Question question =
                questions.open(
                        client,
                        targets.stream().distinct().toList(),
                        Duration.ofMillis(ask.millis()),
                        answers -> tell(client, namespace, answers, ask.asker()));
        if (question == null) {
            return Result.refused(TOO_MANY_ASKS);
        }
        Refusal refusal = question.hold(members);
        return refusal == null ? Result.done(question) : Result.refused(refusal);
    }

    private static Result<Question> refused(ErrorCode code, String message) {
        return Result.refused(new Refusal(code, message));
    }

    /** A client that lost access while its question was open hears nothing from the namespace. */
    private void tell(Client client, String namespace, Answers answers, Asker asker) {
        synchronized (client) {
            if (gate.enter(client.user(), namespace) instanceof Result.Done<Namespace>) {
                asker.tell(answers);
            }
        }
    }

    /** Takes a client's answer to a question, where it still waits for one from this client. */
    void answer(Command.Answer answer, Handling handling) {
        Client client = handling.client();
        Draft draft = answer.draft();
        Question question = questions.awaiting(answer.question(), client);
        Refusal refusal =
                question == null
                        ? Guard.ASK_OVER
                        : question.answer(client, draft.contentType(), draft.body());
        if (refusal == null) {
            handling.done();
        } else {
            handling.refuse(refusal);
        }
    }
}
