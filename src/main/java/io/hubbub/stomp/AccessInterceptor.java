package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.security.Gate;
import io.hubbub.security.Verdict;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.support.ChannelInterceptor;

/**
 * The first interceptor of {@code clientInboundChannel}: nothing goes into a namespace that the
 * user may not enter, whatever handles it further in. What was not declared is refused.
 */
final class AccessInterceptor implements ChannelInterceptor {

    private final Gate gate;

    AccessInterceptor(Gate gate) {
        this.gate = gate;
    }

    @Override
    public Message<?> preSend(Message<?> message, MessageChannel channel) {
        StompCommand command = Inbound.headers(message).getCommand();
        if (command != StompCommand.SEND && command != StompCommand.SUBSCRIBE) {
            return message;
        }
        Client client = Inbound.client(message);
        return switch (Inbound.destination(message)) {
            case Destination.Topic topic -> enter(client, topic.namespace(), message);
            case Destination.App app -> enter(client, app.namespace(), message);
            case Destination.Private _ when command == StompCommand.SUBSCRIBE -> message;
            // Only the server writes to users.
            case Destination.Private _ -> throw new Refusal(ErrorCode.NOT_ALLOWED).asException();
            case Destination.Unknown _ ->
                    throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
            case Destination.Malformed malformed ->
                    throw new Refusal(ErrorCode.BAD_DESTINATION, malformed.reason()).asException();
        };
    }

    /**
     * @throws RefusedException where the user may not enter
     */
    private Message<?> enter(Client client, String namespace, Message<?> message) {
        return switch (gate.enter(client.user(), namespace)) {
            case Verdict.Allowed _ -> message;
            case Verdict.Refused refused -> throw refused.refusal().asException();
        };
    }
}
