package io.hubbub.security;

import io.hubbub.spelling.Spelling;
import java.nio.charset.StandardCharsets;

/** Which names a user who is not a guest may have. */
final class UserName {

    static final String RULE =
            "at most 200 bytes in Unicode's form NFC, no blanks at its ends, no invisible or direction-changing characters, no mix of scripts"
                    + " that look alike, no %2F, and not guest-...";

    private static final int MAX_BYTES = 200;

    /**
     * How Spring writes a slash when it addresses a user. A name with this text would mean another
     * user.
     */
    private static final String SLASH = "%2F";

    private UserName() {}

    static boolean accepts(String name) {
        return name.length() <= MAX_BYTES
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                && !name.contains(SLASH)
                && Spelling.flaw(name) == null
                && !Spelling.isLikeGuest(name);
    }
}
