package io.hubbub.property;

import java.util.regex.Pattern;

/**
 * Refuses the name of a property that Spring Boot would read as another one. The properties of a
 * map, such as {@code hubbub.security.users}, contain a key that the operator chooses. Spring Boot
 * silently drops each character of a key that it does not expect: {@code alice_b} would become the
 * account {@code aliceb}. The same check finds a misspelt property of an entry, which Spring Boot
 * would ignore.
 */
public final class MapKeys {

    /** Spring Boot keeps every character of a key in brackets. */
    private static final String KEY = "\\.?(\\[[^\\[\\]]+]|[a-z0-9][a-z0-9-]*)";

    private final String map;
    private final Pattern readable;
    private final String advice;

    /**
     * @param map the map's own name, such as {@code hubbub.security.users}
     * @param properties a regular expression for the names that an entry may have
     * @param advice what to write instead; it follows the refused name and a colon
     */
    public MapKeys(String map, String properties, String advice) {
        this.map = map;
        this.readable = Pattern.compile(KEY + "\\.(" + properties + ")", Pattern.CASE_INSENSITIVE);
        this.advice = advice;
    }

    /**
     * Checks one name. Names of properties outside the map pass.
     *
     * @param property a property's name as the operator wrote it
     * @throws IllegalArgumentException with the advice
     */
    public void check(String property) {
        boolean ofMap = property.regionMatches(true, 0, map, 0, map.length());
        if (ofMap && !readable.matcher(property.substring(map.length())).matches()) {
            throw new IllegalArgumentException(property + ": " + advice);
        }
    }
}
