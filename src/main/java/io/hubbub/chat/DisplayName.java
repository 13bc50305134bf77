package io.hubbub.chat;

import io.hubbub.spelling.ReservedNames;
import io.hubbub.spelling.Spelling;
import org.jspecify.annotations.Nullable;

/**
 * The name of a guest. It follows the rule for all users, but may neither look like a name that the
 * server gives nor like a user's.
 */
final class DisplayName {

    static final int MAX_CHARACTERS = 40;

    private DisplayName() {}

    /** The one form of a name that can be written in several forms. */
    static String canonical(String written) {
        return Spelling.canonical(written);
    }

    /** Why nobody can have this canonical name, in words for the client; null if it can be had. */
    static @Nullable String flaw(String name, ReservedNames taken) {
        if (name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
            return "A name must have at most " + MAX_CHARACTERS + " characters";
        }
        String flaw = Spelling.flaw(name);
        if (flaw != null) {
            return flaw;
        }
        if (Spelling.isLikeGuest(name)) {
            return "Only the server gives names that begin with " + Spelling.GUEST;
        }
        return taken.isLike(name)
                ? "This name belongs to a user or looks like a user's name"
                : null;
    }
}
