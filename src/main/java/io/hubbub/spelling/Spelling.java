package io.hubbub.spelling;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a name may be made of, whoever has it. It is shown beside other people's words, so it must
 * not be able to hide, to turn the text around it, or to be spelled so that nobody sees what is
 * meant.
 */
public final class Spelling {

    /** What the server calls those whom nobody vouched for. */
    public static final String GUEST = "guest-";

    /** Letters and symbols by their category that nevertheless show nothing. */
    private static final String INVISIBLE = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    /**
     * Zero-width, but part of how words in Persian or Hindi, and families of emoji, are written.
     */
    private static final String JOINERS = "\u200C\u200D";

    private static final int LAST_OF_LATIN_1 = 0xFF;

    /** Scripts that are written together; any one other may go with Latin alone. */
    private static final Set<UnicodeScript> JAPANESE =
            EnumSet.of(
                    UnicodeScript.LATIN,
                    UnicodeScript.HAN,
                    UnicodeScript.HIRAGANA,
                    UnicodeScript.KATAKANA);

    private static final Set<UnicodeScript> CHINESE =
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO);
    private static final Set<UnicodeScript> KOREAN =
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL);

    /** Half of their letters look like Latin ones. */
    private static final Set<UnicodeScript> LIKE_LATIN =
            EnumSet.of(
                    UnicodeScript.CYRILLIC,
                    UnicodeScript.GREEK,
                    UnicodeScript.COPTIC,
                    UnicodeScript.ARMENIAN,
                    UnicodeScript.CHEROKEE);

    private Spelling() {}

    /** The one form of a name that may be written in several. */
    public static String canonical(String written) {
        return Normalizer.normalize(written, Normalizer.Form.NFC).strip();
    }

    /** Whether it looks like a name that the server gives. */
    public static boolean isLikeGuest(String name) {
        return Likeness.drawn(name).toLowerCase(Locale.ROOT).startsWith(GUEST)
                || Likeness.drawn(name.toLowerCase(Locale.ROOT)).startsWith(GUEST);
    }

    /** Why nobody can have this name, fit for the eyes of who wants it; null where one can. */
    public static @Nullable String flaw(String name) {
        if (name.isEmpty()) {
            return "A name has at least one character";
        }
        if (!name.equals(name.strip())) {
            return "A name has no blanks at its ends";
        }
        boolean visible = false;
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        int before = ' ';
        int base = ' ';
        for (int i = 0; i < name.length(); ) {
            int character = name.codePointAt(i);
            i += Character.charCount(character);
            if (isForbidden(character) || isHidden(character, before, base, i == name.length())) {
                return "A name has no control or invisible characters";
            }
            visible |= isVisible(character);
            scripts.add(UnicodeScript.of(character));
            before = character;
            base = isVisible(character) ? character : base;
        }
        if (!visible) {
            return "A name has at least one visible character";
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return "A name has the form that Unicode calls NFC";
        }
        return mayMix(scripts) ? null : "A name does not mix scripts whose letters look alike";
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
            case Character.FORMAT -> !isJoiner(character);
            case Character.SPACE_SEPARATOR -> character != ' ';
            default -> INVISIBLE.indexOf(character) >= 0;
        };
    }

    /**
     * Whether it is one of those that change how others are drawn, where there is nothing to
     * change: then it is not seen, and the name is another one's to the eye.
     */
    private static boolean isHidden(int character, int before, int base, boolean last) {
        boolean joins = isJoiner(character);
        if (!joins && !isSelector(character)) {
            return false;
        }
        UnicodeScript script = UnicodeScript.of(base);
        boolean plain =
                script == UnicodeScript.LATIN
                        || LIKE_LATIN.contains(script)
                        || (script == UnicodeScript.COMMON && base <= LAST_OF_LATIN_1);
        return plain || (joins ? last || isJoiner(before) : isSelector(before));
    }

    private static boolean isJoiner(int character) {
        return JOINERS.indexOf(character) >= 0;
    }

    private static boolean isSelector(int character) {
        return (character >= 0xFE00 && character <= 0xFE0F)
                || (character >= 0xE0100 && character <= 0xE01EF)
                || (character >= 0x180B && character <= 0x180F);
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

    /** As UTS #39 has it for what it calls moderately restrictive. */
    private static boolean mayMix(Set<UnicodeScript> scripts) {
        scripts.remove(UnicodeScript.COMMON);
        scripts.remove(UnicodeScript.INHERITED);
        if (scripts.size() <= 1
                || JAPANESE.containsAll(scripts)
                || CHINESE.containsAll(scripts)
                || KOREAN.containsAll(scripts)) {
            return true;
        }
        return scripts.size() == 2
                && scripts.contains(UnicodeScript.LATIN)
                && scripts.stream().noneMatch(LIKE_LATIN::contains);
    }
}
