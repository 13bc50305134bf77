package io.hubbub.contract;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.middleware.Entry;
import io.hubbub.middleware.Incoming;
import io.hubbub.middleware.Middleware;
import io.hubbub.middleware.Outcome;
import io.hubbub.middleware.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;
import org.springframework.stereotype.Controller;

/**
 * An application with middlewares, in the namespaces {@code watched}, {@code watched-...} and
 * {@code vip}. What they do stands in the headers {@code x-enter} and {@code x-do}.
 */
@TestConfiguration(proxyBeanMethods = false)
public class MiddlewareFixture {

    /** What must never reach a client. */
    public static final String SECRET = "the-password-is-swordfish";

    private static @Nullable Outcome obey(
            @Nullable String what, @Nullable Incoming message, MiddlewareStage stage) {
        return switch (what == null ? "" : what) {
            case "refuse" -> Outcome.refuse("no-mood", "Not in this mood", Map.of("retry", 5));
            case "refuse-plainly" -> Outcome.refuse("no-mood", "Not in this mood");
            case "refuse-as-hubbub" -> Outcome.refuse(new Refusal(ErrorCode.ROOM_FULL));
            case "throw-refusal" -> throw new Refusal(ErrorCode.BAD_BODY, "Thrown").asException();
            case "throw" -> throw new IllegalStateException(SECRET);
            case "error" -> throw new AssertionError(SECRET);
            case "null" -> null;
            case "forge" ->
                    Outcome.pass(
                            new Incoming(
                                    message.sender(),
                                    new Target.Room(new RoomName("admin", SECRET)),
                                    message.draft()));
            case "wait" -> {
                stage.await();
                yield Outcome.pass();
            }
            default -> Outcome.pass();
        };
    }

    /** The last bean of those here and the last in order. */
    @Order(3)
    static final class Last implements Middleware {
        @Override
        public Set<String> namespaces() {
            return Set.of("watched", "watched-*");
        }

        @Override
        public Outcome message(Incoming message) {
            String path = message.header("x-path");
            return Outcome.pass(
                    message.withHeader("x-path", path + ",last")
                            .withHeader("x-event", message.event()));
        }
    }

    /** Declared after the last, asked before it. */
    @Order(1)
    static final class First implements Middleware {

        private final MiddlewareStage stage;

        First(MiddlewareStage stage) {
            this.stage = stage;
        }

        @Override
        public Set<String> namespaces() {
            return Set.of("watched", "watched-*", "vip");
        }

        @Override
        public Outcome enter(Entry entry) {
            stage.entered(entry.client(), entry.namespace());
            return obey(entry.headers().get("x-enter"), null, stage);
        }

        @Override
        public Outcome message(Incoming message) {
            Outcome outcome = obey(message.header("x-do"), message, stage);
            return outcome instanceof Outcome.Pass(Incoming changed) && changed == null
                    ? Outcome.pass(message.withHeader("x-path", "first"))
                    : outcome;
        }
    }

    /** Changes what the sender wrote: {@code x-set} and {@code x-remove} name a header. */
    @Order(2)
    static final class Editor implements Middleware {
        @Override
        public Set<String> namespaces() {
            return Set.of("watched");
        }

        @Override
        public Outcome message(Incoming message) {
            Incoming edited = message.withoutHeader("x-set").withoutHeader("x-remove");
            String set = message.header("x-set");
            if (set != null) {
                String[] parts = set.split("=", 2);
                edited = set(edited, parts[0], parts[1]);
            }
            String remove = message.header("x-remove");
            if (remove != null) {
                edited = remove(edited, remove);
            }
            String where =
                    switch (message.target()) {
                        case Target.Room target -> "room " + target.room();
                        case Target.Path target ->
                                "path " + target.namespace() + '/' + target.path();
                        case Target.Question target -> "answer in " + target.namespace();
                        case Target.Presence target -> "presence of " + target.room();
                    };
            return Outcome.pass(edited.withHeader("x-where", where));
        }

        private static Incoming set(Incoming message, String name, String value) {
            return switch (name) {
                case "event" -> message.withEvent(value);
                case "content-type" -> message.withContentType(value);
                case "also" -> message.withAlso(value);
                case "except" -> message.withExcept(value);
                case "echo" -> message.withEcho(flag(value));
                case "volatile" -> message.withVolatile(flag(value));
                default -> message.withHeader(name, value);
            };
        }

        private static Incoming remove(Incoming message, String name) {
            return switch (name) {
                case "content-type" -> message.withContentType(null);
                case "also" -> message.withAlso();
                case "volatile" -> message.withVolatile(false);
                default -> message.withoutHeader(name);
            };
        }

        private static boolean flag(String value) {
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new IllegalArgumentException(value);
            };
        }
    }

    @Controller
    static class Watched {

        private final MiddlewareStage stage;

        Watched(MiddlewareStage stage) {
            this.stage = stage;
        }

        @MessageMapping("/watched/headers")
        @SendToUser("/queue/replies")
        String headers(@Headers Map<String, Object> headers) {
            stage.controlled("headers");
            @SuppressWarnings("unchecked")
            Map<String, List<String>> natives =
                    (Map<String, List<String>>)
                            headers.get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
            return headers.get("contentType")
                    + " "
                    + natives.get("content-type")
                    + " "
                    + natives.get("event")
                    + " "
                    + natives.get("x-path");
        }

        @SubscribeMapping("/watched/hello")
        String hello() {
            stage.controlled("hello");
            return "hello";
        }
    }

    @Bean
    MiddlewareStage middlewareStage() {
        return new MiddlewareStage();
    }

    @Bean
    Middleware last() {
        return new Last();
    }

    @Bean
    Middleware editor() {
        return new Editor();
    }

    @Bean
    Middleware first(MiddlewareStage stage) {
        return new First(stage);
    }
}
