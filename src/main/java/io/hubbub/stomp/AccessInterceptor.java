package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.desk.Guard;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.middleware.Passage;
import io.hubbub.question.Questions;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.support.ChannelInterceptor;

/**
 * The first interceptor of {@code clientInboundChannel}: nothing goes into a namespace that the
 * guard does not let in, whatever handles it further in. What was not declared is refused.
 */
final class AccessInterceptor implements ChannelInterceptor {

    private final Guard guard;
    private final Questions questions;

    AccessInterceptor(Guard guard, Questions questions) {
        this.guard = guard;
        this.questions = questions;
    }

    @Override
    public Message<?> preSend(Message<?> message, MessageChannel channel) {
        StompCommand command = Inbound.headers(message).getCommand();
        if (command != StompCommand.SEND && command != StompCommand.SUBSCRIBE) {
            return message;
        }
        Client client = Inbound.client(message);
        return switch (Inbound.destination(message)) {
            case Destination.Topic topic ->
                    admit(client, topic.namespace(), topic, command, message);
            case Destination.App app -> admit(client, app.namespace(), app, command, message);
            case Destination.Presence presence ->
                    admit(client, presence.namespace(), presence, command, message);
            case Destination.Queue queue -> {
                enter(client, queue.namespace(), message);
                throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
            }
            // Whoever the client is: it is its own connection.
            case Destination.Session _ when command == StompCommand.SEND -> message;
            // Who may not be where the question was asked any more may not answer it either.
            case Destination.Reply reply when command == StompCommand.SEND ->
                    admit(
                            client,
                            Sends.awaiting(questions, reply, client).namespace(),
                            reply,
                            command,
                            message);
            case Destination.Reply _, Destination.Session _ ->
                    throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
            case Destination.Private _ when command == StompCommand.SUBSCRIBE -> message;
            // Only the server writes to users.
            case Destination.Private _ -> throw new Refusal(ErrorCode.NOT_ALLOWED).asException();
            case Destination.Unknown _ ->
                    throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
            case Destination.Malformed malformed ->
                    throw new Refusal(ErrorCode.BAD_DESTINATION, malformed.reason()).asException();
        };
    }

    private Message<?> admit(
            Client client,
            String namespace,
            Destination destination,
            StompCommand command,
            Message<?> message) {
        enter(client, namespace, message);
        if (command == StompCommand.SEND) {
            pass(client, namespace, destination, message);
        }
        return message;
    }

    /**
     * Lets the client into a namespace.
     *
     * @throws RefusedException where it may not enter
     */
    private void enter(Client client, String namespace, Message<?> message) {
        Refusal refusal = guard.enter(client, namespace, () -> Sends.extras(message));
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    /**
     * Lets a SEND into a namespace that its client has entered, with the headers that middlewares
     * want it to have.
     *
     * @throws RefusedException where one refused
     */
    private void pass(
            Client client, String namespace, Destination destination, Message<?> message) {
        byte[] body = (byte[]) message.getPayload();
        switch (guard.message(
                client, namespace, destination, () -> Inbound.written(message), body)) {
            case Passage.Open open -> Inbound.change(message, open.changes());
            case Passage.Closed closed -> throw closed.refusal().asException();
        }
    }
}
