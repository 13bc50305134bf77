package io.hubbub.message;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The address of a frame. {@link #parse} is the only code that reads what clients write. It accepts
 * no wildcard, no empty segment and no control character, so nothing that a client writes can mean
 * something to a pattern matcher behind it.
 */
public sealed interface Destination {

    /** The namespace of a destination that names none. */
    String MAIN = "main";

    /**
     * The word after {@code /app} that means the client's own connection instead of a namespace.
     */
    String SESSION = "session";

    /** The longest name of a room or path, in bytes of UTF-8. */
    int MAX_NAME_BYTES = RoomName.MAX_BYTES;

    /** The reason for refusing a longer name. */
    String TOO_LONG = RoomName.TOO_LONG;

    /** A room: {@code /topic/{namespace}/{room}}, or {@code /topic/{room}} in {@link #MAIN}. */
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
            return MAIN;
        }
    }

    /** Something that a client changes about its own connection, {@code /app/session/...}. */
    record Session(String path) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
        }
    }

    /** A private destination of the user, {@code /user/...}. It has no namespace of its own. */
    record Private(String path) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
        }
    }

    /** Well-formed, but nothing answers to it. */
    record Unknown(String text) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
        }
    }

    /** Not well-formed. The reason may be shown to the client. */
    record Malformed(String reason) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
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
            case "/user" -> isTooLong(rest) ? new Malformed(TOO_LONG) : new Private(rest);
            case "/reply" -> isTooLong(rest) ? new Malformed(TOO_LONG) : new Reply(rest);
            default -> new Unknown(text);
        };
    }

    /** Reads {@code {namespace}/{name}}, or {@code {name}} in {@link #MAIN}. */
    private static Destination inNamespace(
            String rest, BiFunction<String, String, Destination> kind) {
        int slash = rest.indexOf('/');
        String namespace = slash < 0 ? MAIN : rest.substring(0, slash);
        String name = rest.substring(slash + 1);
        if (!isNamespace(namespace)) {
            return new Malformed("a namespace is lower-case letters, digits and '-'");
        }
        return isTooLong(name) ? new Malformed(TOO_LONG) : kind.apply(namespace, name);
    }

    private static boolean isTooLong(String name) {
        return RoomName.isTooLong(name);
    }

    /**
     * {@code /app/session/...} is about the connection itself, so no namespace can have this name.
     */
    private static Destination app(String namespace, String path) {
        return namespace.equals(SESSION) ? new Session(path) : new App(namespace, path);
    }

    /**
     * A room given by its name within a namespace, as in the headers {@code also} and {@code
     * except}.
     */
    static Destination room(String namespace, String room) {
        String flaw = RoomName.flaw(room);
        return flaw != null ? new Malformed(flaw) : topic(namespace, room);
    }

    private static Destination topic(String namespace, String room) {
        return new Topic(new RoomName(namespace, room));
    }

    private static Destination presence(String namespace, String room) {
        return new Presence(new RoomName(namespace, room));
    }

    /** Whether a namespace can have this name: {@code [a-z0-9][a-z0-9-]{0,62}}. */
    static boolean isNamespace(String name) {
        if (name.isEmpty() || name.length() > 63 || name.charAt(0) == '-') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String flaw(String text) {
        return text.isEmpty() || text.charAt(0) != '/'
                ? "a destination starts with '/'"
                : RoomName.flaw(text, 1);
    }
}
