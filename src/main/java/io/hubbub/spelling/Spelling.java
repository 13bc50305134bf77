package io.hubbub.spelling;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a name may consist of, whoever has it. It is shown beside other people's words. So it must
 * not hide, must not turn the text around it, and must not be spelled in a way that hides what it
 * is.
 */
public final class Spelling {

    /** How the server's names for guests begin. */
    public static final String GUEST = "guest-";

    /** Characters that show nothing although their category is that of letters or symbols. */
    private static final String INVISIBLE = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    /** Zero-width characters that Persian and Hindi words and families of emoji need. */
    private static final String JOINERS = "\u200C\u200D";

    private static final int LAST_OF_LATIN_1 = 0xFF;

    /** Scripts that are written together. Any other script may be mixed only with Latin. */
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

    /** Scripts of which half of the letters look like Latin ones. */
    private static final Set<UnicodeScript> LIKE_LATIN =
            EnumSet.of(
                    UnicodeScript.CYRILLIC,
                    UnicodeScript.GREEK,
                    UnicodeScript.COPTIC,
                    UnicodeScript.ARMENIAN,
                    UnicodeScript.CHEROKEE);

    private Spelling() {}

    /** The one form of a name that can be written in several forms. */
    public static String canonical(String written) {
        return Normalizer.normalize(written, Normalizer.Form.NFC).strip();
    }

    /** Whether it looks like a name that the server gives to guests. */
    public static boolean isLikeGuest(String name) {
        return Lookalikes.drawn(name).toLowerCase(Locale.ROOT).startsWith(GUEST)
                || Lookalikes.drawn(name.toLowerCase(Locale.ROOT)).startsWith(GUEST);
    }

    /** Why nobody can have this name, in words that may be shown; null if somebody can. */
    public static @Nullable String flaw(String name) {
        if (name.isEmpty()) {
            return "A name must have at least one character";
        }
        if (!name.equals(name.strip())) {
            return "A name must not begin or end with a blank";
        }
        boolean visible = false;
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        int before = ' ';
        int base = ' ';
        for (int i = 0; i < name.length(); ) {
            int character = name.codePointAt(i);
            i += Character.charCount(character);
            if (isForbidden(character) || isHidden(character, before, base, i == name.length())) {
                return "A name must not have control or invisible characters";
            }
            visible |= isVisible(character);
            scripts.add(UnicodeScript.of(character));
            before = character;
            base = isVisible(character) ? character : base;
        }
        if (!visible) {
            return "A name must have a visible character";
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return "A name must be in Unicode's form NFC";
        }
        return mayMix(scripts) ? null : "A name must not mix scripts whose letters look alike";
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
     * Whether the character changes how others are drawn but has nothing to change here. Then
     * nobody sees it, and the name looks like another one.
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

    /** The rule that UTS #39 calls moderately restrictive. */
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
