package io.hubbub.chat;

import io.hubbub.spelling.Spelling;
import io.hubbub.spelling.Taken;
import org.jspecify.annotations.Nullable;

/**
 * What a guest may be called: what every user may, but for the names that the server gives and
 * those that are somebody's, or look so.
 */
final class DisplayName {

    static final int MAX_CHARACTERS = 40;

    private DisplayName() {}

    /** The one form of a name that may be written in several. */
    static String canonical(String written) {
        return Spelling.canonical(written);
    }

    /** Why a canonical name cannot be had, fit for the client's eyes; null where it can. */
    static @Nullable String flaw(String name, Taken taken) {
        if (name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
            return "A name has at most " + MAX_CHARACTERS + " characters";
        }
        String flaw = Spelling.flaw(name);
        if (flaw != null) {
            return flaw;
        }
        if (Spelling.isLikeGuest(name)) {
            return "Names with " + Spelling.GUEST + " are given by the server";
        }
        return taken.isLike(name) ? "This name is a user's, or looks like one" : null;
    }
}
