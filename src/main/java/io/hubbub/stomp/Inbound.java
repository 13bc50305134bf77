package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.desk.Command;
import io.hubbub.desk.Onward;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.HeaderName;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.RoomName;
import io.hubbub.middleware.Draft;
import io.hubbub.stomp.frame.Destination;
import io.hubbub.stomp.frame.StompFormat;
import io.hubbub.stomp.frame.StompFrame;
import io.hubbub.stomp.frame.StompHeaders;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.util.MimeTypeUtils;

/**
 * Sends frames through Spring's {@code clientInboundChannel}, where the application's interceptors
 * and controllers see them. Frames for controllers always go this way. Other frames do so only if
 * an interceptor of the application is on the channel.
 */
final class Inbound {

    private static final Logger log = LoggerFactory.getLogger(Inbound.class);

    /** The client that a message came from, for Hubbub's own handlers. */
    private static final String CLIENT = "hubbubClient";

    /** The parsed destination, so that nobody parses it a second time and differently. */
    private static final String DESTINATION = "hubbubDestination";

    /**
     * Whether the client gave its subscription an id. Spring makes one up if the client did not.
     */
    private static final String HAS_ID = "hubbubHasId";

    private final AbstractSubscribableChannel channel;
    private final int ownInterceptors;

    /**
     * @param ownInterceptors how many of the channel's interceptors are Hubbub's
     */
    Inbound(AbstractSubscribableChannel channel, int ownInterceptors) {
        this.channel = channel;
        this.ownInterceptors = ownInterceptors;
    }

    /** Whether the application looks at frames that are not for its controllers. */
    boolean isWatched() {
        return channel.getInterceptors().size() > ownInterceptors
                || channel.getSubscribers().size() > 1;
    }

    /**
     * Sends a CONNECT or DISCONNECT through the channel.
     *
     * @param attributes holds the beans of the client's own scope
     * @return the user that an interceptor set, as Spring's documentation shows for tokens; else
     *     the client's user
     * @throws RefusedException if an interceptor refused the frame
     * @throws RuntimeException if an interceptor failed
     */
    @Nullable Principal announce(Client client, Map<String, Object> attributes, StompFrame frame) {
        StompHeaderAccessor headers = headers(client, attributes, frame);
        send(headers, frame);
        return headers.getUser();
    }

    /**
     * Sends an admitted command through the channel. It comes out at the {@link InboundHandler}.
     *
     * @param read the command as it was read from the frame
     * @param admitted the command as the middlewares left it
     */
    void pass(
            Client client,
            Map<String, Object> attributes,
            StompFrame frame,
            Destination destination,
            Command read,
            Command admitted,
            Onward onward) {
        PendingFrame pending = new PendingFrame(onward);
        ScopedValue.where(PendingFrame.CURRENT, pending)
                .run(() -> {
                    try {
                        StompHeaderAccessor headers = headers(client, attributes, frame);
                        headers.setHeader(DESTINATION, destination);
                        address(headers, client, frame);
                        change(headers, draft(read), draft(admitted));
                        send(headers, frame);
                    } catch (RefusedException e) {
                        pending.fail(e.refusal());
                    } catch (RuntimeException e) {
                        log.error("{} to {} failed", frame.command(), destination, e);
                        pending.fail(new Refusal(ErrorCode.SERVER_ERROR));
                    }
                });
        pending.end();
    }

    private static void address(StompHeaderAccessor headers, Client client, StompFrame frame) {
        String written = frame.header("destination");
        switch (frame.command()) {
            case SEND -> headers.setDestination(written);
            case SUBSCRIBE -> {
                headers.setDestination(written);
                headers.setSubscriptionId(StompFormat.of(client).version().subscriptionId(frame));
            }
            default ->
                    headers.setSubscriptionId(
                            StompFormat.of(client).version().subscriptionId(frame));
        }
    }

    private static StompHeaderAccessor headers(
            Client client, Map<String, Object> attributes, StompFrame frame) {
        StompHeaderAccessor headers =
                StompHeaderAccessor.create(
                        StompCommand.valueOf(frame.command().name()), natives(frame));
        headers.setSessionId(client.id());
        headers.setUser(client.user());
        headers.setSessionAttributes(attributes);
        headers.setHeader(CLIENT, client);
        headers.setHeader(HAS_ID, frame.header("id") != null);
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

    /**
     * The headers as Spring keeps them. The content type of every frame except SEND is left out:
     * such a frame has no body, and Spring would fail on a content type that it cannot read.
     */
    private static Map<String, List<String>> natives(StompFrame frame) {
        Map<String, List<String>> natives = new LinkedHashMap<>();
        frame.headers().forEach((name, value) -> natives.put(name, List.of(value)));
        if (frame.command() != StompFrame.Command.SEND) {
            natives.remove("content-type");
        }
        return natives;
    }

    private static RuntimeException refusalIn(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused) {
                return refused;
            }
        }
        return failure;
    }

    // ---------------------------------------------------------------- what middlewares changed

    /** The message of a command; null if the command has none. */
    private static @Nullable Draft draft(Command command) {
        return switch (command) {
            case Command.Publish publish -> publish.draft();
            case Command.Ask ask -> ask.draft();
            case Command.Answer answer -> answer.draft();
            case Command.Show show -> show.draft();
            case Command.Call call -> call.draft();
            case Command.Join _,
                    Command.Leave _,
                    Command.Watch _,
                    Command.Renew _,
                    Command.Listen _,
                    Command.Impossible _ ->
                    null;
        };
    }

    /**
     * Writes what the middlewares changed into the headers, where everybody reads it who gets the
     * message.
     */
    private static void change(
            StompHeaderAccessor headers, @Nullable Draft before, @Nullable Draft now) {
        if (before == null || now == null || before.equals(now)) {
            return;
        }
        set(headers, "event", before.event(), now.event());
        set(headers, "echo", before.options().echo(), now.options().echo());
        set(headers, "volatile", before.options().ephemeral(), now.options().ephemeral());
        set(headers, "also", names(before.options().also()), names(now.options().also()));
        set(headers, "except", names(before.options().except()), names(now.options().except()));
        if (!Objects.equals(before.contentType(), now.contentType())) {
            headers.setNativeHeader("content-type", now.contentType());
            // Spring keeps the content type twice.
            headers.setHeader(MessageHeaders.CONTENT_TYPE, mimeType(now.contentType()));
        }
        before.headers().keySet().stream()
                .filter(name -> !now.headers().containsKey(name))
                .forEach(name -> headers.setNativeHeader(name, null));
        now.headers().forEach(headers::setNativeHeader);
    }

    private static void set(StompHeaderAccessor headers, String name, Object before, Object now) {
        if (!before.equals(now)) {
            headers.setNativeHeader(name, now.toString());
        }
    }

    private static @Nullable Object mimeType(@Nullable String contentType) {
        return contentType == null ? null : MimeTypeUtils.parseMimeType(contentType);
    }

    private static String names(List<RoomName> rooms) {
        return rooms.stream().map(RoomName::room).collect(Collectors.joining(","));
    }

    // ---------------------------------------------------------------- reading Spring's messages

    /** The headers as STOMP's, without a copy of them. */
    private static StompHeaderAccessor headers(Message<?> message) {
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

    /** The frame as interceptors and middlewares left it. */
    static StompFrame frame(Message<?> message) {
        StompHeaderAccessor spring = headers(message);
        StompCommand command = spring.getCommand();
        if (command == null) {
            throw new IllegalArgumentException("Not a STOMP message");
        }
        boolean hasId = require(message, HAS_ID, Boolean.class);
        StompHeaders headers = new StompHeaders();
        spring.toNativeHeaderMap()
                .forEach((name, values) -> {
                    if (hasId || !name.equals("id")) {
                        headers.add(name, values.getFirst());
                    }
                });
        return new StompFrame(
                StompFrame.Command.valueOf(command.name()), headers, (byte[]) message.getPayload());
    }

    private static <T> T require(Message<?> message, String name, Class<T> type) {
        T found = message.getHeaders().get(name, type);
        if (found == null) {
            throw new IllegalStateException("Not a client's message: it has no " + name);
        }
        return found;
    }

    /** The sender's own headers of a message that the application sends. */
    static Map<String, String> extras(Message<?> spring) {
        Map<String, String> extras = new LinkedHashMap<>();
        natives(spring)
                .forEach((name, values) -> {
                    if (HeaderName.isOwn(name) && !values.isEmpty()) {
                        extras.put(name, values.getFirst());
                    }
                });
        return extras;
    }

    @SuppressWarnings("unchecked") // The header's type is Spring's promise.
    private static Map<String, List<String>> natives(Message<?> spring) {
        Object natives = spring.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
        return natives == null ? Map.of() : (Map<String, List<String>>) natives;
    }
}
