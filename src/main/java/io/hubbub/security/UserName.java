package io.hubbub.security;

import java.nio.charset.StandardCharsets;

/** Which names a user may have whom somebody vouched for. */
final class UserName {

    static final String RULE =
            "not empty, at most 200 bytes, no control characters, no %2F, and not guest-...";

    private static final int MAX_BYTES = 200;

    /** Of those whom nobody vouched for: nobody else may look like one, nor they like a user. */
    private static final String GUEST = "guest-";

    /** How Spring writes a slash where it addresses a user: the name would be another one's. */
    private static final String SLASH = "%2F";

    private UserName() {}

    static boolean accepts(String name) {
        return !name.isBlank()
                && name.length() <= MAX_BYTES
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                && !name.contains(SLASH)
                && !name.regionMatches(true, 0, GUEST, 0, GUEST.length())
                && name.codePoints().allMatch(UserName::isReadable);
    }

    /** Half a surrogate pair would reach others as '?', and so as part of somebody else's name. */
    private static boolean isReadable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    false;
            default -> true;
        };
    }
}
