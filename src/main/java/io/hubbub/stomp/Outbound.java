package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Subscription;
import io.hubbub.client.Time;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.HeaderName;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.room.Publication;
import io.hubbub.room.Rooms;
import io.hubbub.stomp.frame.Destination;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * Takes what the application sends by Spring's own means: {@code SimpMessagingTemplate},
 * {@code @SendTo}, {@code @SendToUser}, {@code @SubscribeMapping}. It goes to the same rooms and
 * outboxes as all other messages.
 */
final class Outbound {

    private static final String USER_PREFIX = "/user/";

    private final Rooms rooms;
    private final Clients clients;
    private final Time time;
    private final AtomicLong count = new AtomicLong();

    Outbound(Rooms rooms, Clients clients, Time time) {
        this.rooms = rooms;
        this.clients = clients;
        this.time = time;
    }

    /** Handles {@code brokerChannel}. */
    void broker(Message<?> spring) {
        String destination = SimpMessageHeaderAccessor.getDestination(spring.getHeaders());
        if (destination == null) {
            return;
        }
        if (destination.startsWith(USER_PREFIX)) {
            toUser(spring, destination.substring(USER_PREFIX.length()));
            return;
        }
        if (!(Destination.parse(destination) instanceof Destination.Topic topic)) {
            throw new IllegalArgumentException(
                    "Not a destination that messages can be sent to: " + destination);
        }
        toRoom(spring, topic.room());
    }

    /** Handles {@code clientOutboundChannel}: an answer to one subscription of one client. */
    void client(Message<?> spring) {
        String id = SimpMessageHeaderAccessor.getSessionId(spring.getHeaders());
        String subscriptionId = SimpMessageHeaderAccessor.getSubscriptionId(spring.getHeaders());
        Client client = id == null ? null : clients.find(id);
        Subscription subscription =
                client == null || subscriptionId == null
                        ? null
                        : client.subscription(subscriptionId);
        if (client == null || subscription == null) {
            return;
        }
        Envelope envelope = envelope(spring, subscription.source().channel());
        Runnable handedOver = PendingFrame.beginCurrent();
        client.lane()
                .execute(_ -> {
                    client.deliver(envelope, subscription.dialect());
                    handedOver.run();
                });
    }

    private void toRoom(Message<?> spring, RoomName room) {
        Publication publication =
                new Publication(Routing.to(List.of(room)), false, message(spring));
        rooms.publish(publication, PendingFrame.publishCurrent());
    }

    /**
     * Sends to {@code {user}/{path}}. If Spring's headers name a client, only that client gets the
     * message.
     */
    private void toUser(Message<?> spring, String rest) {
        int slash = rest.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("No destination after the user: " + rest);
        }
        // SimpMessagingTemplate writes a slash in a user's name like this.
        String user = rest.substring(0, slash).replace("%2F", "/");
        String path = rest.substring(slash + 1);
        List<Client> ofUser = clients.ofUser(user);
        Client named = named(spring, user);
        boolean oneOnly = named != null && (ofUser.isEmpty() || ofUser.contains(named));
        Envelope envelope = envelope(spring, new Channel.OfUser(path));
        for (Client client : oneOnly ? List.of(named) : ofUser) {
            clients.deliverPrivately(client, path, envelope, PendingFrame.beginCurrent());
        }
    }

    private @Nullable Client named(Message<?> spring, String user) {
        String id = SimpMessageHeaderAccessor.getSessionId(spring.getHeaders());
        Client client = id == null ? null : clients.find(id);
        boolean itsOwn = client != null && (client.user().name().equals(user) || user.equals(id));
        return itsOwn ? client : null;
    }

    private Envelope envelope(Message<?> spring, Channel channel) {
        return new Envelope(channel, "p:" + count.incrementAndGet(), message(spring));
    }

    private io.hubbub.message.Message message(Message<?> spring) {
        byte[] body = bytes(spring.getPayload());
        clients.limits().requireSendable(body);
        String event =
                NativeMessageHeaderAccessor.getFirstNativeHeader("event", spring.getHeaders());
        Map<String, String> extras = Inbound.extras(spring);
        extras.keySet().forEach(HeaderName::require);
        return io.hubbub.message.Message.ofServer(
                event == null ? io.hubbub.message.Message.MESSAGE : event,
                contentType(spring.getHeaders()),
                extras,
                body,
                time.epochMillis().getAsLong());
    }

    private static byte[] bytes(Object payload) {
        if (payload instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalArgumentException(
                "A converter should have made bytes of " + payload.getClass().getName());
    }

    /** The content type as the sender wrote it. */
    private static @Nullable String contentType(MessageHeaders headers) {
        Object type = headers.get(MessageHeaders.CONTENT_TYPE);
        return type == null ? null : type.toString();
    }
}
