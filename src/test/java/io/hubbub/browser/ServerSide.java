package io.hubbub.browser;

import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * What the server does to the pages in a test: closes their connections, refuses, keeps waiting.
 */
@TestConfiguration(proxyBeanMethods = false)
class ServerSide implements WebSocketMessageBrokerConfigurer, ChannelInterceptor {

    private final Clients clients;

    /** The ids of those that were closed. */
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    /** Whether every message sent is refused. */
    private volatile boolean refusing;

    /** What the messages sent wait for, to be refused then; null for not at all. */
    private volatile @Nullable CountDownLatch held;

    ServerSide(Clients clients) {
        this.clients = clients;
    }

    @Override
    public void configureClientInboundChannel(ChannelRegistration registration) {
        registration.interceptors(this);
    }

    @Override
    public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
        if (SimpMessageHeaderAccessor.getMessageType(message.getHeaders())
                != SimpMessageType.MESSAGE) {
            return message;
        }
        CountDownLatch waiting = held;
        if (waiting != null) {
            try {
                waiting.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }
        return refusing ? null : message;
    }

    void closeAll(ErrorCode why) {
        Refusal refusal = new Refusal(why);
        clients.all()
                .forEach(client -> {
                    closed.add(client.id());
                    client.fail(refusal, Departure.DISCONNECTED);
                });
    }

    /** Whether the user has a client that was not closed. */
    boolean isBack(String user) {
        return clients.ofUser(user).stream().anyMatch(client -> !closed.contains(client.id()));
    }

    /** The id of a user's only client. */
    String client(String user) {
        return clients.ofUser(user).iterator().next().id();
    }

    void refuse(boolean now) {
        refusing = now;
    }

    /** From now on no message is answered. */
    void hold() {
        held = new CountDownLatch(1);
    }

    /** Ends {@link #hold}; what it held is lost. */
    void release() {
        CountDownLatch waiting = held;
        held = null;
        if (waiting != null) {
            waiting.countDown();
        }
    }
}
