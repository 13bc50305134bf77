package io.hubbub.room;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.Routing;
import io.hubbub.namespace.Namespace;
import io.hubbub.question.Answers;
import io.hubbub.question.Question;
import io.hubbub.question.Questions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whom a message of {@link Broadcast} is for, and how it is sent. Immutable: every step returns a
 * new object.
 */
public final class Recipients {

    /** Nobody knows whether the message was kept. */
    private static final Refusal UNKNOWN = new Refusal(ErrorCode.SERVER_ERROR);

    private final Rooms rooms;
    private final Questions questions;
    private final ServerMessages messages;
    private final Namespace namespace;
    private final Routing routing;
    private final boolean ephemeral;

    Recipients(
            Rooms rooms,
            Questions questions,
            ServerMessages messages,
            Namespace namespace,
            Routing routing,
            boolean ephemeral) {
        this.rooms = rooms;
        this.questions = questions;
        this.messages = messages;
        this.namespace = namespace;
        this.routing = routing;
        this.ephemeral = ephemeral;
    }

    /** Leaves out clients by their ids. */
    public Recipients except(String... clientIds) {
        return with(routing.exceptClients(List.of(clientIds)), ephemeral);
    }

    /** Leaves out the members of other rooms of the same namespace. */
    public Recipients exceptRooms(String... roomNames) {
        return with(routing.exceptRooms(Broadcast.names(namespace, roomNames)), ephemeral);
    }

    /**
     * Makes the message volatile: it is not kept, and it is dropped for a client whose socket is
     * behind instead of waiting for it.
     */
    public Recipients volatile_() {
        return with(routing, true);
    }

    private Recipients with(Routing newRouting, boolean newEphemeral) {
        return new Recipients(rooms, questions, messages, namespace, newRouting, newEphemeral);
    }

    /** Sends a message with the default event. */
    public void send(Object body) {
        event(Message.MESSAGE, body);
    }

    /** Sends text as text, bytes as bytes, and everything else as JSON. */
    public void event(String event, Object body) {
        rooms.publish(publication(event, body), _ -> {});
    }

    /**
     * Sends the same and reports the outcome.
     *
     * @return completed when the message is kept as its namespace demands and is in the outbox of
     *     every member, on a thread that may be blocked. The value is the message's position in the
     *     first room; null if it has none. If the message could not be kept, the future fails with
     *     a {@link RefusedException}
     */
    public CompletableFuture<@Nullable Position> publish(String event, Object body) {
        CompletableFuture<@Nullable Position> kept = new CompletableFuture<>();
        rooms.publish(
                publication(event, body),
                published -> {
                    switch (published) {
                        case Published.HandedOver(Position position) ->
                                elsewhere(() -> kept.complete(position));
                        case Published.Refused(Refusal refusal) -> fail(kept, refusal);
                        case Published.Unknown() -> fail(kept, UNKNOWN);
                    }
                });
        return kept;
    }

    /**
     * Sends the same as a question, which every client that gets it may answer once.
     *
     * @return completed when everybody answered or left, or the time is over, on a thread that may
     *     be blocked. If the question could not be published, the future fails with a {@link
     *     RefusedException}. Completing or cancelling the future ends the question
     * @throws IllegalStateException if the recipients are not the members of rooms
     */
    public CompletableFuture<Answers> ask(Duration time, String event, Object body) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("A question needs time to be answered");
        }
        if (routing.rooms().isEmpty()) {
            throw new IllegalStateException("A question goes to rooms");
        }
        Publication publication = publication(event, body);
        CompletableFuture<Answers> answers = new CompletableFuture<>();
        Question question = questions.open(routing.rooms(), time, answers::complete);
        var unused = answers.whenComplete((_, _) -> question.cancel());
        rooms.publish(
                publication.asking(question),
                published -> {
                    switch (published) {
                        case Published.HandedOver _ -> {}
                        case Published.Refused(Refusal refusal) -> fail(answers, refusal);
                        case Published.Unknown() -> fail(answers, UNKNOWN);
                    }
                });
        return answers;
    }

    private Publication publication(String event, Object body) {
        return new Publication(routing, ephemeral, messages.write(event, body));
    }

    private static void fail(CompletableFuture<?> future, Refusal refusal) {
        elsewhere(() -> future.completeExceptionally(refusal.asException()));
    }

    /**
     * Completes a future on another thread, because an application may do with an outcome what a
     * lane or the store cannot wait for.
     */
    private static void elsewhere(Runnable completion) {
        Thread.startVirtualThread(completion);
    }
}
