package io.hubbub.stomp.frame;

import io.hubbub.message.Channel;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespaces;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The address of a frame. {@link #parse} is the only code that reads what clients write, and {@link
 * #write} the only code that writes what they read. {@code parse} accepts no wildcard, no empty
 * segment and no control character, so nothing that a client writes can mean something to a pattern
 * matcher behind it.
 */
public sealed interface Destination {

    /**
     * A room: {@code /topic/{namespace}/{room}}, or {@code /topic/{room}} in {@link RoomName#MAIN}.
     */
    record Topic(RoomName room) implements Destination {
        @Override
        public String namespace() {
            return room.namespace();
        }
    }

    /** A path of the application, {@code /app/...}. Message-mapped controllers answer it. */
    record App(String namespace, String path) implements Destination {}

    /** A durable queue, {@code /queue/{namespace}/{queue}}. */
    record Queue(String namespace, String queue) implements Destination {}

    /** The presence of a room, {@code /presence/{namespace}/{room}}. */
    record Presence(RoomName room) implements Destination {
        @Override
        public String namespace() {
            return room.namespace();
        }
    }

    /** The answers to one question, {@code /reply/{ask}}. The namespace is the question's. */
    record Reply(String ask) implements Destination {
        @Override
        public String namespace() {
            return RoomName.MAIN;
        }
    }

    /** Something that a client changes about its own connection, {@code /app/session/...}. */
    record Session(String path) implements Destination {
        @Override
        public String namespace() {
            return RoomName.MAIN;
        }
    }

    /** A private destination of the user, {@code /user/...}. It has no namespace of its own. */
    record Private(String path) implements Destination {
        @Override
        public String namespace() {
            return RoomName.MAIN;
        }
    }

    /** Well-formed, but nothing answers to it. */
    record Unknown(String text) implements Destination {
        @Override
        public String namespace() {
            return RoomName.MAIN;
        }
    }

    /** Not well-formed. The reason may be shown to the client. */
    record Malformed(String reason) implements Destination {
        @Override
        public String namespace() {
            return RoomName.MAIN;
        }
    }

    /** The namespace whose policy decides. */
    String namespace();

    static Destination parse(String text) {
        String flaw = flaw(text);
        if (flaw != null) {
            return new Malformed(flaw);
        }
        int end = text.indexOf('/', 1);
        String kind = end < 0 ? text : text.substring(0, end);
        String rest = end < 0 ? "" : text.substring(end + 1);
        if (rest.isEmpty()) {
            return new Unknown(text);
        }
        return switch (kind) {
            case "/topic" -> inNamespace(rest, Destination::topic);
            case "/presence" -> inNamespace(rest, Destination::presence);
            case "/queue" -> inNamespace(rest, Queue::new);
            case "/app" -> inNamespace(rest, Destination::app);
            case "/user" -> RoomName.isTooLong(rest) ? tooLong() : new Private(rest);
            case "/reply" -> RoomName.isTooLong(rest) ? tooLong() : new Reply(rest);
            default -> new Unknown(text);
        };
    }

    /** Reads {@code {namespace}/{name}}, or {@code {name}} in {@link RoomName#MAIN}. */
    private static Destination inNamespace(
            String rest, BiFunction<String, String, Destination> kind) {
        int slash = rest.indexOf('/');
        String namespace = slash < 0 ? RoomName.MAIN : rest.substring(0, slash);
        String name = rest.substring(slash + 1);
        if (!RoomName.isNamespace(namespace)) {
            return new Malformed("a namespace is lower-case letters, digits and '-'");
        }
        return RoomName.isTooLong(name) ? tooLong() : kind.apply(namespace, name);
    }

    private static Malformed tooLong() {
        return new Malformed(RoomName.TOO_LONG);
    }

    /** {@code /app/session/...} is about the connection itself. */
    private static Destination app(String namespace, String path) {
        return namespace.equals(Namespaces.SESSION) ? new Session(path) : new App(namespace, path);
    }

    private static Destination topic(String namespace, String room) {
        return new Topic(new RoomName(namespace, room));
    }

    private static Destination presence(String namespace, String room) {
        return new Presence(new RoomName(namespace, room));
    }

    private static @Nullable String flaw(String text) {
        return text.isEmpty() || text.charAt(0) != '/'
                ? "a destination starts with '/'"
                : RoomName.flaw(text, 1);
    }

    /** The destination that clients know a channel by. */
    static String write(Channel channel) {
        return switch (channel) {
            case Channel.OfRoom(RoomName room) -> "/topic/" + path(room);
            case Channel.OfPresence(RoomName room) -> "/presence/" + path(room);
            case Channel.OfUser(String path) -> "/user/" + path;
            case Channel.OfApplication(String written) -> written;
        };
    }

    /** Where the answers to a question go. */
    static String replyTo(String question) {
        return "/reply/" + question;
    }

    /**
     * Clients of any STOMP broker expect {@code /topic/{room}}, so the main namespace is left out.
     */
    private static String path(RoomName room) {
        boolean aliased = room.namespace().equals(RoomName.MAIN) && room.room().indexOf('/') < 0;
        return aliased ? room.room() : room.namespace() + '/' + room.room();
    }
}
