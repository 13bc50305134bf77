package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.message.Message;
import io.hubbub.message.Routing;
import io.hubbub.question.Question;
import org.jspecify.annotations.Nullable;

/**
 * A message and whom it is for.
 *
 * @param ephemeral whether the message is {@code volatile}: it has no position, and it is dropped
 *     for a client whose socket is behind
 * @param id the sender's own id of the message; null if it has none. A message that is sent again
 *     under the same id is not published again
 * @param author the client that sent the message; null if the server itself did. The client is
 *     charged if the message is kept
 * @param question the question that the message asks of everybody who gets it; null if it asks none
 */
public record Publication(
        Routing routing,
        boolean ephemeral,
        Message message,
        @Nullable String id,
        @Nullable Client author,
        @Nullable Question question) {

    /** A message that the server itself sends. It asks nothing. */
    public Publication(Routing routing, boolean ephemeral, Message message) {
        this(routing, ephemeral, message, null, null, null);
    }

    /** The same with an id that the sender gave. */
    public Publication identified(@Nullable String newId) {
        return new Publication(routing, ephemeral, message, newId, author, question);
    }

    /**
     * The same message as a question. The message tells its receivers where to answer. A client
     * that asks does not get its own question.
     */
    public Publication asking(Question question) {
        Routing asked = question.asker() == null ? routing : routing.withoutEcho();
        return new Publication(asked, ephemeral, message, id, author, question);
    }

    /**
     * The message as current members read it. A kept copy does not say where to answer, because
     * later readers cannot answer.
     */
    Message live() {
        return question == null ? message : message.with(Message.QUESTION, question.id());
    }
}
