package io.hubbub.message;

import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a frame is addressed to. {@link #parse} is the only reader of what clients write: what it
 * lets through has no wildcard, no empty segment and no control character, so that nothing a client
 * writes means anything to a pattern matcher further in.
 */
public sealed interface Destination {

    /** The namespace of destinations that name none. */
    String MAIN = "main";

    /** What {@code /app} takes for a client's own connection rather than for a namespace. */
    String SESSION = "session";

    /** The longest room or path, in UTF-8 bytes. */
    int MAX_NAME_BYTES = 200;

    /** What a longer one is told. */
    String TOO_LONG = "a name is at most " + MAX_NAME_BYTES + " bytes long";

    /** A room: {@code /topic/{namespace}/{room}}, or {@code /topic/{room}} in {@link #MAIN}. */
    record Topic(RoomName room) implements Destination {
        @Override
        public String namespace() {
            return room.namespace();
        }
    }

    /** An application path, {@code /app/...}, answered by message-mapped controllers. */
    record App(String namespace, String path) implements Destination {}

    /** A durable queue, {@code /queue/{namespace}/{queue}}. */
    record Queue(String namespace, String queue) implements Destination {}

    /** Who is in a room, {@code /presence/{namespace}/{room}}. */
    record Presence(RoomName room) implements Destination {
        @Override
        public String namespace() {
            return room.namespace();
        }
    }

    /** Where the answers to one question go, {@code /reply/{ask}}; the question has a namespace. */
    record Reply(String ask) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
        }
    }

    /** What a client changes about its own connection, {@code /app/session/...}. */
    record Session(String path) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
        }
    }

    /** A private destination of the user, {@code /user/...}; it has no namespace of its own. */
    record Private(String path) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
        }
    }

    /** Well-formed, but nothing here answers to it. */
    record Unknown(String text) implements Destination {
        @Override
        public String namespace() {
            return MAIN;
        }
    }

    /** Breaks the grammar; the reason is fit for the client's eyes. */
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
        return name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES;
    }

    /**
     * {@code /app/session/...} is about the connection itself, so no namespace can have the name.
     */
    private static Destination app(String namespace, String path) {
        return namespace.equals(SESSION) ? new Session(path) : new App(namespace, path);
    }

    /**
     * A room given by name within a namespace, as in the headers {@code also} and {@code except}.
     */
    static Destination room(String namespace, String room) {
        String flaw = flaw("/" + room);
        if (flaw == null && isTooLong(room)) {
            flaw = TOO_LONG;
        }
        return flaw != null ? new Malformed(flaw) : topic(namespace, room);
    }

    private static Destination topic(String namespace, String room) {
        return new Topic(new RoomName(namespace, room));
    }

    private static Destination presence(String namespace, String room) {
        return new Presence(new RoomName(namespace, room));
    }

    /** Whether the name can be a namespace's: {@code [a-z0-9][a-z0-9-]{0,62}}. */
    static boolean isNamespace(String name) {
        if (name.isEmpty() || name.length() > 63 || name.charAt(0) == '-') {
            return false;
        }
        return name.chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    private static @Nullable String flaw(String text) {
        if (text.isEmpty() || text.charAt(0) != '/') {
            return "a destination starts with '/'";
        }
        if (text.endsWith("/") || text.contains("//")) {
            return "a destination has no empty segment";
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*', '?', '{', '}' -> {
                    return "a destination has no wildcard";
                }
                default -> {
                    if (Character.isISOControl(c)) {
                        return "a destination has no control character";
                    }
                }
            }
        }
        for (String segment : text.substring(1).split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return "a destination has no '.' or '..' segment";
            }
        }
        return null;
    }
}
