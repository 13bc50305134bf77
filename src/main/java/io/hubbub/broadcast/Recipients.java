package io.hubbub.broadcast;

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
import io.hubbub.room.Publication;
import io.hubbub.room.Published;
import io.hubbub.room.Rooms;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The receivers of a message of {@link Broadcast}, and the ways to send it. This object never
 * changes: every step returns a new one.
 */
public final class Recipients {

    /** Why a future fails if nobody knows whether the message was kept. */
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
     * Makes the message volatile. A volatile message is not kept. If a client's socket is behind,
     * the message does not wait for this client but is dropped for it.
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
     * Sends a message as {@link #event} does, and reports the outcome.
     *
     * @return a future that completes when the message is kept as its namespace demands and is in
     *     the outbox of every member. Its value is the message's position in the first room; null
     *     if the message has no position. The future fails with a {@link RefusedException} if the
     *     message could not be kept, or if nobody knows whether it was kept. The future completes
     *     and fails on a thread that may be blocked
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
     * Sends a message as {@link #event} does, as a question. Every client that gets the question
     * may answer once.
     *
     * @return a future that completes when everybody answered or left, or when the time is over.
     *     The future fails with a {@link RefusedException} if the question could not be published,
     *     or if nobody knows whether it was published. The future completes and fails on a thread
     *     that may be blocked. If the caller completes or cancels the future, the question ends
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
     * Completes a future on a thread of its own. The application's code that follows the future
     * runs there and may block. Outcomes are told on lanes and on threads of the store, which must
     * not block.
     */
    private static void elsewhere(Runnable completion) {
        Thread.startVirtualThread(completion);
    }
}
