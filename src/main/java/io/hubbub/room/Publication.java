package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.message.Message;
import io.hubbub.message.Routing;
import io.hubbub.question.Question;
import org.jspecify.annotations.Nullable;

/**
 * A message and whom it is for.
 *
 * @param ephemeral sent as {@code volatile}: the message has no position, and is dropped for a
 *     client whose socket is behind rather than waiting for it
 * @param id the sender's own, which makes the message be published once however often it is sent;
 *     null where it has none
 * @param author the client that the message comes from, which is charged for what is kept; null for
 *     the server itself
 * @param question the question that the message puts to whoever gets it; null for most messages
 */
public record Publication(
        Routing routing,
        boolean ephemeral,
        Message message,
        @Nullable String id,
        @Nullable Client author,
        @Nullable Question question) {

    /** A message of the server's own that asks nothing. */
    public Publication(Routing routing, boolean ephemeral, Message message) {
        this(routing, ephemeral, message, null, null, null);
    }

    /** The same under an id of its sender's. */
    public Publication identified(@Nullable String newId) {
        return new Publication(routing, ephemeral, message, newId, author, question);
    }

    /** The same as a question. Whoever gets it reads where to answer; the asker does not get it. */
    public Publication asking(Question question) {
        Routing asked = question.asker() == null ? routing : routing.withoutEcho();
        return new Publication(asked, ephemeral, message, id, author, question);
    }

    /** The message as those read it who are there now: nobody can answer what is kept. */
    Message live() {
        return question == null ? message : message.with(Message.QUESTION, question.id());
    }
}
