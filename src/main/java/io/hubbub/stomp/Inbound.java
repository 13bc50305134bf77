package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.FrameLimits;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/**
 * Turns frames into Spring's messages and sends them into {@code clientInboundChannel}, where
 * interceptors, the {@link Gateway} and controllers handle them on the same thread.
 */
final class Inbound {

    /** The client that a message came from, for Hubbub's own handlers. */
    private static final String CLIENT = "hubbubClient";

    /** The parsed destination, so that nobody parses it a second time and differently. */
    private static final String DESTINATION = "hubbubDestination";

    /** The id of a subscription as the client wrote it: none, where a client of 1.0 wrote none. */
    private static final String WRITTEN_ID = "hubbubSubscription";

    private final MessageChannel channel;
    private final FrameLimits limits;

    Inbound(MessageChannel channel, FrameLimits limits) {
        this.channel = channel;
        this.limits = limits;
    }

    FrameLimits limits() {
        return limits;
    }

    /**
     * Sends a frame through the channel; when this returns, it was handled.
     *
     * @param attributes what beans of the client's own scope are kept in
     * @throws RefusedException where an interceptor or a handler refused it
     * @throws RuntimeException where one failed
     */
    void send(
            Client client,
            Map<String, Object> attributes,
            StompFrame frame,
            Destination destination,
            String written) {
        send(headers(client, attributes, frame, destination, written), frame);
    }

    /**
     * Sends a CONNECT through the channel.
     *
     * @return whom an interceptor put in the user's place, as Spring's documentation shows for
     *     tokens; else the client's user
     */
    @Nullable Principal connect(Client client, Map<String, Object> attributes, StompFrame frame) {
        StompHeaderAccessor headers =
                headers(client, attributes, frame, new Destination.Unknown(""), "");
        send(headers, frame);
        return headers.getUser();
    }

    private static StompHeaderAccessor headers(
            Client client,
            Map<String, Object> attributes,
            StompFrame frame,
            Destination destination,
            String written) {
        StompHeaderAccessor headers =
                StompHeaderAccessor.create(command(frame.command()), natives(frame));
        headers.setSessionId(client.id());
        headers.setUser(client.user());
        headers.setSessionAttributes(attributes);
        headers.setHeader(CLIENT, client);
        headers.setHeader(DESTINATION, destination);
        headers.setHeader(WRITTEN_ID, frame.header("id"));
        if (!written.isEmpty()) {
            headers.setDestination(written);
        }
        StompVersion version = ((StompFormat) client.format()).version();
        switch (frame.command()) {
            case SUBSCRIBE, UNSUBSCRIBE ->
                    headers.setSubscriptionId(subscriptionId(frame, version));
            default -> {}
        }
        headers.setLeaveMutable(true);
        return headers;
    }

    private void send(StompHeaderAccessor headers, StompFrame frame) {
        boolean sent;
        try {
            sent =
                    channel.send(
                            MessageBuilder.createMessage(
                                    frame.body(), headers.getMessageHeaders()));
        } catch (RuntimeException e) {
            throw refusalIn(e);
        }
        if (!sent) {
            throw new Refusal(ErrorCode.NOT_ALLOWED).asException();
        }
    }

    /** The headers as STOMP's, without a copy of them. */
    static StompHeaderAccessor headers(Message<?> message) {
        StompHeaderAccessor headers =
                MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
        return headers != null ? headers : StompHeaderAccessor.wrap(message);
    }

    static Client client(Message<?> message) {
        return require(message, CLIENT, Client.class);
    }

    static Destination destination(Message<?> message) {
        return require(message, DESTINATION, Destination.class);
    }

    /** The id that MESSAGE is to carry; null where the client wrote none. */
    static @Nullable String writtenId(StompHeaderAccessor headers) {
        return (String) headers.getHeader(WRITTEN_ID);
    }

    /**
     * The id of a SUBSCRIBE or UNSUBSCRIBE; empty where it lacks one. A client of 1.0 may leave it
     * out: then the destination stands for it.
     */
    static String subscriptionId(StompFrame frame, StompVersion version) {
        String id = frame.header("id");
        if (id == null && version == StompVersion.V1_0) {
            id = frame.header("destination");
        }
        return id == null ? "" : id;
    }

    private static <T> T require(Message<?> message, String name, Class<T> type) {
        T found = message.getHeaders().get(name, type);
        if (found == null) {
            throw new IllegalStateException("Not a client's message: it has no " + name);
        }
        return found;
    }

    private static RuntimeException refusalIn(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused) {
                return refused;
            }
        }
        return failure;
    }

    private static StompCommand command(StompFrame.Command command) {
        return StompCommand.valueOf(command.name());
    }

    /**
     * The headers as Spring keeps them. Of a frame without a body the content type means nothing,
     * and where it cannot be read Spring would fail on it.
     */
    private static Map<String, List<String>> natives(StompFrame frame) {
        Map<String, List<String>> natives = new LinkedHashMap<>();
        frame.headers().forEach((name, value) -> natives.put(name, List.of(value)));
        if (frame.command() != StompFrame.Command.SEND) {
            natives.remove("content-type");
        } else if (!isReadable(frame.header("content-type"))) {
            throw new Refusal(ErrorCode.BAD_BODY, "The content-type cannot be read").asException();
        }
        return natives;
    }

    private static boolean isReadable(@Nullable String contentType) {
        try {
            return contentType == null
                    || MimeTypeUtils.parseMimeType(contentType).getType() != null;
        } catch (InvalidMimeTypeException e) {
            return false;
        }
    }

    /** The headers as the client wrote them, or as they were changed since. */
    static Map<String, String> written(Message<?> message) {
        Map<String, String> written = new LinkedHashMap<>();
        headers(message)
                .toNativeHeaderMap()
                .forEach((name, values) -> written.put(name, values.getFirst()));
        return written;
    }

    /**
     * Sets headers, and takes away those without a value, for all who read the message from here
     * on. The content type Spring keeps twice.
     */
    static void change(Message<?> message, Map<String, Optional<String>> changes) {
        StompHeaderAccessor headers = headers(message);
        changes.forEach((name, value) -> {
            headers.setNativeHeader(name, value.orElse(null));
            if (name.equals("content-type")) {
                headers.setHeader(
                        MessageHeaders.CONTENT_TYPE,
                        value.map(MimeTypeUtils::parseMimeType).orElse(null));
            }
        });
    }

    /** The content type as the sender wrote it. */
    static @Nullable String contentType(MessageHeaders headers) {
        Object type = headers.get(MessageHeaders.CONTENT_TYPE);
        return type == null ? null : type.toString();
    }
}
