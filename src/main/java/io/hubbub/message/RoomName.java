package io.hubbub.message;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A room's full name. Names are ordered by namespace, then by room. */
public record RoomName(String namespace, String room) implements Comparable<RoomName> {

    private static final Comparator<RoomName> ORDER =
            Comparator.comparing(RoomName::namespace).thenComparing(RoomName::room);

    /** The namespace of a room whose name comes without one. */
    public static final String MAIN = "main";

    /** The longest name, in UTF-8 bytes. */
    private static final int MAX_BYTES = 200;

    /** What a client is told of a longer name. */
    public static final String TOO_LONG = "a name is at most " + MAX_BYTES + " bytes long";

    /**
     * Reads a room's name.
     *
     * @return why it is none, in words fit for a client
     */
    public static Result<RoomName> parse(String namespace, String room) {
        String flaw = flaw(room, 0);
        if (flaw == null && isTooLong(room)) {
            flaw = TOO_LONG;
        }
        return flaw == null
                ? Result.done(new RoomName(namespace, room))
                : Result.refused(new Refusal(ErrorCode.BAD_DESTINATION, flaw));
    }

    /** Whether a namespace can have this name: {@code [a-z0-9][a-z0-9-]{0,62}}. */
    public static boolean isNamespace(String name) {
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

    /**
     * What is wrong with the segments of a room's name, or of any other path of a namespace; null
     * where nothing is. A text that passes has no wildcard, no empty segment and no control
     * character, so it means nothing to a pattern matcher. It may still be too long.
     *
     * @param from where the first segment starts
     */
    public static @Nullable String flaw(String text, int from) {
        int segment = from;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                String flaw = segmentFlaw(text, segment, i);
                if (flaw != null) {
                    return flaw;
                }
                segment = i + 1;
            } else if (c == '*' || c == '?' || c == '{' || c == '}') {
                return "a destination has no wildcard";
            } else if (Character.isISOControl(c)) {
                return "a destination has no control character";
            }
        }
        return segmentFlaw(text, segment, text.length());
    }

    /** Whether a room's name, or any other path of a namespace, has more bytes than it may. */
    public static boolean isTooLong(String name) {
        int bytes = name.length();
        if (bytes <= MAX_BYTES / 3) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            // Each half of a pair counts two bytes, so the pair counts its four.
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes > MAX_BYTES;
    }

    private static @Nullable String segmentFlaw(String name, int start, int end) {
        if (start == end) {
            return "a destination has no empty segment";
        }
        boolean dots =
                name.charAt(start) == '.'
                        && (end - start == 1
                                || (end - start == 2 && name.charAt(start + 1) == '.'));
        return dots ? "a destination has no '.' or '..' segment" : null;
    }

    @Override
    public int compareTo(RoomName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + '/' + room;
    }
}
