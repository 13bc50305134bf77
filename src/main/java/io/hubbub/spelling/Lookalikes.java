package io.hubbub.spelling;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Compares what names look like. It uses the skeleton of Unicode's UTS #39, in which each character
 * is replaced by the simplest one that looks the same. In addition, it ignores case, accents,
 * blanks and signs, because people read names and programs do not.
 */
public final class Lookalikes {

    private static final String TABLE = "confusables.txt";

    /**
     * The characters that each character can be mistaken for. A character without an entry looks
     * like no other.
     */
    private static final Map<Integer, String> DRAWN = read();

    private Lookalikes() {}

    /**
     * The forms by which a name is compared. Two names look alike if they share a form. There are
     * at most two, because a letter may look like another in one case only. Empty if the name has
     * neither letter nor digit.
     */
    public static Set<String> forms(String name) {
        String asWritten = plain(drawn(lower(drawn(name))));
        String asLower = plain(lower(drawn(lower(name))));
        if (asWritten.isEmpty() || asLower.isEmpty()) {
            return Set.of();
        }
        return asWritten.equals(asLower) ? Set.of(asWritten) : Set.of(asWritten, asLower);
    }

    /** The skeleton. */
    static String drawn(String name) {
        StringBuilder drawn = new StringBuilder(name.length() + 8);
        decomposed(name)
                .codePoints()
                .forEach(character -> {
                    String like = DRAWN.get(character);
                    if (like != null) {
                        drawn.append(like);
                    } else if (Character.getType(character) == Character.DASH_PUNCTUATION) {
                        drawn.append('-');
                    } else {
                        drawn.appendCodePoint(character);
                    }
                });
        return decomposed(drawn.toString());
    }

    private static String plain(String drawn) {
        StringBuilder plain = new StringBuilder(drawn.length());
        drawn.codePoints().filter(Character::isLetterOrDigit).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static String decomposed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Map<Integer, String> read() {
        Map<Integer, String> drawn = new HashMap<>();
        InputStream table =
                Objects.requireNonNull(Lookalikes.class.getResourceAsStream(TABLE), TABLE);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(table, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    String like = line.substring(0, tab);
                    line.codePoints()
                            .skip(like.codePointCount(0, tab) + 1L)
                            .forEach(character -> drawn.put(character, like));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(drawn);
    }
}
