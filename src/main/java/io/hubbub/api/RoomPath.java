package io.hubbub.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a path asks for: {@code /api/namespaces/{namespace}/rooms/{room}/messages}, where the room
 * is as many segments as it has, or {@code .../rooms/messages}, where a parameter names it. Read
 * from the path as it was sent: decoded before it is split, a name could be taken for two.
 *
 * @param room null where the path names none
 * @param what its last segment
 */
record RoomPath(String namespace, @Nullable String room, String what) {

    private static final String START = "/api/namespaces/";

    /**
     * Before the room come an empty segment, {@code api}, {@code namespaces}, its name, {@code
     * rooms}.
     */
    private static final int BEFORE_ROOM = 5;

    /** Null where the path is none of these. */
    static @Nullable RoomPath parse(String path) {
        String[] segments = path.split("/", -1);
        if (!path.startsWith(START)
                || segments.length <= BEFORE_ROOM
                || !segments[BEFORE_ROOM - 1].equals("rooms")) {
            return null;
        }
        int last = segments.length - 1;
        try {
            String room =
                    Arrays.stream(segments, BEFORE_ROOM, last)
                            .map(RoomPath::decoded)
                            .collect(Collectors.joining("/"));
            return new RoomPath(
                    decoded(segments[BEFORE_ROOM - 2]),
                    last == BEFORE_ROOM ? null : room,
                    segments[last]);
        } catch (IllegalArgumentException e) {
            // It is no percent-encoding.
            return null;
        }
    }

    /**
     * Of a path that ends with the room itself: {@code /api/namespaces/{namespace}/rooms/{room}},
     * or {@code .../rooms} where a parameter names it. Null where the path is none of these.
     */
    static @Nullable RoomPath ofRoom(String path) {
        return parse(path + "/");
    }

    /** In a path, unlike in a form, a plus is a plus. */
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
