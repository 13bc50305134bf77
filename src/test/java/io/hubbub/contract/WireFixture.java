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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
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

/** An application's own code as a Spring developer would write it, with good and bad parts. */
@TestConfiguration(proxyBeanMethods = false)
public class WireFixture {

    /** The message of every exception here. It must never reach a client. */
    public static final String SECRET = "the-password-is-swordfish";

    record Order(String item, int count) {}

    /** Counts for one client. */
    @Component
    @Scope(scopeName = "websocket", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class Tally {
        private final Backstage backstage;
        private int count;

        Tally(Backstage backstage) {
            this.backstage = backstage;
        }

        int next() {
            return ++count;
        }

        @PreDestroy
        void ended() {
            backstage.destroyed("tally " + count);
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
        private final Backstage backstage;
        private final Map<String, String> seen = new ConcurrentHashMap<>();

        Good(SimpMessagingTemplate template, Tally tally, Backstage backstage) {
            this.template = template;
            this.tally = tally;
            this.backstage = backstage;
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
            return backstage.promise();
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

        private final Backstage backstage;

        Bad(Backstage backstage) {
            this.backstage = backstage;
        }

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
            return backstage.promise();
        }
    }

    /** Records the events of the service. */
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

        /** The next event about the client or the room of this name. */
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

        private final Backstage backstage;

        Moody(Backstage backstage) {
            this.backstage = backstage;
        }

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
                backstage.linger();
            }
        }
    }

    @Bean
    Backstage backstage() {
        return new Backstage();
    }

    @Bean
    @ConditionalOnProperty(name = "wire.interceptors", matchIfMissing = true)
    WebSocketMessageBrokerConfigurer moody(Backstage backstage) {
        return new WebSocketMessageBrokerConfigurer() {
            @Override
            public void configureClientInboundChannel(ChannelRegistration registration) {
                registration.interceptors(new Moody(backstage), new ApiKeys());
            }
        };
    }
}
