package io.hubbub.contract;

import io.hubbub.client.ClientConnected;
import io.hubbub.client.ClientDisconnected;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import io.hubbub.room.RoomEvent;
import jakarta.annotation.PreDestroy;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/** An application's own code, as a Spring developer would write it, good and bad. */
@TestConfiguration(proxyBeanMethods = false)
public class WireFixture {

    /** Words that must never reach a client: what a failure here is called and says. */
    public static final String SECRET = "the-password-is-swordfish";

    /** Futures that a controller returned, for the test to complete. */
    public static final LinkedBlockingQueue<CompletableFuture<String>> PENDING =
            new LinkedBlockingQueue<>();

    /** What ended, in order, of what lives as long as a client. */
    public static final LinkedBlockingQueue<String> DESTROYED = new LinkedBlockingQueue<>();

    /** A frame with {@code x-lingers} was handled, and its thread waits for {@link #GO_ON}. */
    public static final CountDownLatch LINGERING = new CountDownLatch(1);

    public static final Semaphore GO_ON = new Semaphore(0);

    record Order(String item, int count) {}

    /** Counts for one client. */
    @Component
    @Scope(scopeName = "websocket", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class Tally {
        private int count;

        int next() {
            return ++count;
        }

        @PreDestroy
        void ended() {
            DESTROYED.add("tally " + count);
        }
    }

    /** Names the users of an application's own kind of credentials, as Spring's manual shows it. */
    static class ApiKeys implements ChannelInterceptor {
        @Override
        public Message<?> preSend(Message<?> message, MessageChannel channel) {
            StompHeaderAccessor headers =
                    MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
            String key = headers == null ? null : headers.getFirstNativeHeader("x-api-key");
            if (key != null && headers.getCommand() == StompCommand.CONNECT) {
                headers.setUser(new User(key, false, Set.of()));
            }
            return message;
        }
    }

    @Controller
    static class Good {

        private final SimpMessagingTemplate template;
        private final Tally tally;
        private final Map<String, String> seen = new ConcurrentHashMap<>();

        Good(SimpMessagingTemplate template, Tally tally) {
            this.template = template;
            this.tally = tally;
        }

        @MessageMapping("/main/greet/{who}")
        @SendTo("/topic/greetings")
        String greet(@DestinationVariable String who, String body, Principal user) {
            return user.getName() + " greets " + who + ": " + body;
        }

        @MessageMapping("/chat/rename/{room}")
        @SendTo("/topic/chat/{room}")
        Map<String, String> rename(@DestinationVariable String room, @Header("x-to") String to) {
            return Map.of("room", room, "to", to);
        }

        @MessageMapping("/default-destination")
        String unannotated(String body) {
            return "by default " + body;
        }

        @MessageMapping("/whisper")
        @SendToUser("/queue/replies")
        String whisper(String body) {
            return "whispered " + body;
        }

        @MessageMapping("/whisper-to-all-mine")
        @SendToUser(destinations = "/queue/replies", broadcast = true)
        String whisperToAll(String body) {
            return "to all of yours " + body;
        }

        @MessageMapping("/template")
        void template(String body) {
            template.convertAndSend(
                    "/topic/main/by-template",
                    new Order(body, 2),
                    Map.<String, Object>of("x-kind", "order", "event", "ordered", "receipt", "9"));
        }

        @MessageMapping("/main/to/{user}")
        void toUser(@DestinationVariable String user, String body) {
            template.convertAndSendToUser(user, "/queue/replies", body);
        }

        @MessageMapping("/order")
        @SendToUser("/queue/replies")
        Order order(Order order) {
            return new Order(order.item(), order.count() + 1);
        }

        @MessageMapping("/bytes")
        @SendTo("/topic/bytes")
        byte[] bytes(byte[] body) {
            return body;
        }

        @MessageMapping("/tally")
        @SendToUser("/queue/replies")
        String tally() {
            return "tally " + tally.next();
        }

        @MessageMapping("/later")
        @SendTo("/topic/later")
        CompletableFuture<String> later() {
            CompletableFuture<String> answer = new CompletableFuture<>();
            PENDING.add(answer);
            return answer;
        }

        @MessageMapping("/handled")
        void handled(String body) {
            throw new IllegalArgumentException(body);
        }

        @MessageExceptionHandler(IllegalArgumentException.class)
        @SendToUser("/queue/replies")
        String handle(IllegalArgumentException failure) {
            if (Objects.equals(failure.getMessage(), "throw")) {
                throw new IllegalStateException(SECRET);
            }
            return "handled " + failure.getMessage();
        }

        @SubscribeMapping("/main/welcome/{name}")
        String welcome(@DestinationVariable String name) {
            return "welcome " + name;
        }

        @SubscribeMapping("/welcome-nobody")
        String welcomeNobody() {
            throw new IllegalStateException(SECRET);
        }

        @SubscribeMapping("/admin/secrets")
        String secrets() {
            return SECRET;
        }

        /** Its pattern answers to {@code /staff} too, as Spring reads it. */
        @SubscribeMapping("/staff/**")
        String staff() {
            return SECRET;
        }

        @MessageMapping("/admin/launch")
        void launch() {
            seen.put("launched", "yes");
        }
    }

    @Controller
    static class Bad {

        @MessageMapping("/throw")
        void fail() {
            throw new IllegalStateException(SECRET);
        }

        @MessageMapping("/throw-error")
        void error() {
            throw new AssertionError(SECRET);
        }

        @MessageMapping("/refuse")
        void refuse() {
            throw new Refusal(ErrorCode.ROOM_FULL, "Full since yesterday").asException();
        }

        @MessageMapping("/send-nowhere")
        @SendTo("/nowhere/at/all")
        String nowhere() {
            return SECRET;
        }

        @MessageMapping("/needs-header")
        void header(@Header("x-needed") String needed) {
            throw new IllegalStateException(needed);
        }

        @MessageMapping("/fail-later")
        CompletableFuture<String> failLater() {
            CompletableFuture<String> answer = new CompletableFuture<>();
            PENDING.add(answer);
            return answer;
        }
    }

    /** Writes down what the service says that happened. */
    @Component
    public static class Diary {

        private final LinkedBlockingQueue<Object> entries = new LinkedBlockingQueue<>();

        @EventListener({
            ClientConnected.class,
            ClientDisconnected.class,
            RoomEvent.NamespaceEntered.class,
            RoomEvent.NamespaceLeft.class,
            RoomEvent.Created.class,
            RoomEvent.Joined.class,
            RoomEvent.Left.class,
            RoomEvent.Vacated.class
        })
        void write(Object event) {
            entries.add(event);
        }

        /** The next entry that is about a client or a room whose name this is. */
        public Object next(String about) throws InterruptedException {
            while (true) {
                Object entry = entries.poll(10, TimeUnit.SECONDS);
                if (entry == null) {
                    throw new AssertionError("Nothing more was written about " + about);
                }
                if (entry.toString().contains(about)) {
                    return entry;
                }
            }
        }
    }

    /** An interceptor that reads a header {@code x-interceptor} and does what that says. */
    static final class Moody implements ChannelInterceptor {
        @Override
        public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
            StompHeaderAccessor headers = StompHeaderAccessor.wrap(message);
            if (headers.getCommand() == StompCommand.CONNECT
                    && "evil".equals(headers.getFirstNativeHeader("x-mood"))) {
                throw new IllegalStateException(SECRET);
            }
            List<String> mood = headers.getNativeHeader("x-interceptor");
            return switch (mood == null ? "" : mood.getFirst()) {
                case "throw" -> throw new IllegalStateException(SECRET);
                case "error" -> throw new AssertionError(SECRET);
                case "swallow" -> null;
                case "refuse" ->
                        throw new Refusal(ErrorCode.BAD_BODY, "Not in this mood").asException();
                default -> message;
            };
        }

        /** Holds a frame's thread up after the frame was handled. */
        @Override
        public void postSend(Message<?> message, MessageChannel channel, boolean sent) {
            if (StompHeaderAccessor.wrap(message).getFirstNativeHeader("x-lingers") != null) {
                LINGERING.countDown();
                try {
                    GO_ON.acquire();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Bean
    WebSocketMessageBrokerConfigurer moody() {
        return new WebSocketMessageBrokerConfigurer() {
            @Override
            public void configureClientInboundChannel(ChannelRegistration registration) {
                registration.interceptors(new Moody(), new ApiKeys());
            }
        };
    }
}
