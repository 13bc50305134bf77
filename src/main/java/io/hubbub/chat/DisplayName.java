package io.hubbub.chat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * What a guest may be called. A name is shown beside other people's words, so it must not be able
 * to hide, to turn the text around it, or to look like the names that the server gives.
 */
final class DisplayName {

    static final int MAX_CHARACTERS = 40;

    private static final String RESERVED = "guest-";

    /** Letters and symbols by their category that nevertheless show nothing. */
    private static final String INVISIBLE = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    /**
     * Zero-width, but part of how words in Persian or Hindi, and families of emoji, are written.
     */
    private static final String JOINERS = "\u200C\u200D";

    private DisplayName() {}

    /** The one form of a name that may be written in several. */
    static String canonical(String written) {
        return Normalizer.normalize(written, Normalizer.Form.NFC).strip();
    }

    /** Why a canonical name cannot be had, fit for the client's eyes; null where it can. */
    static @Nullable String flaw(String name) {
        if (name.isEmpty()) {
            return "A name has at least one character";
        }
        if (name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
            return "A name has at most " + MAX_CHARACTERS + " characters";
        }
        if (name.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            return "Names with " + RESERVED + " are given by the server";
        }
        boolean visible = false;
        PrimitiveIterator.OfInt characters = name.codePoints().iterator();
        while (characters.hasNext()) {
            int character = characters.nextInt();
            if (isForbidden(character)) {
                return "A name has no control or invisible characters";
            }
            visible |= isVisible(character);
        }
        return visible ? null : "A name has at least one visible character";
    }

    private static boolean isForbidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    true;
            case Character.FORMAT -> JOINERS.indexOf(character) < 0;
            case Character.SPACE_SEPARATOR -> character != ' ';
            default -> INVISIBLE.indexOf(character) >= 0;
        };
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK ->
                    false;
            default -> true;
        };
    }
}
