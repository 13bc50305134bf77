package io.hubbub.namespace;

import java.util.regex.Pattern;

/**
 * Refuses names of properties under {@code hubbub.namespaces} that would be read as others. Spring
 * Boot leaves out of a map's key, without a word, what it thinks no name should have: {@code
 * tenant*} would open the namespace {@code tenant}, a misspelt {@code acess} would guard nothing.
 */
public final class NamespaceKeys {

    private static final String UNDER = "hubbub.namespaces";

    private static final Pattern READABLE =
            Pattern.compile(
                    "\\.?(\\[[^\\[\\]]+]|[a-z0-9][a-z0-9-]*)"
                            + "\\.(access|publish|max-?rooms|max-?members|presence"
                            + "|history\\.(store|size|age|sync|room-?bytes|bytes))",
                    Pattern.CASE_INSENSITIVE);

    private NamespaceKeys() {}

    /**
     * Checks one name.
     *
     * @param property a property's name, as it is written; all but Hubbub's namespaces pass
     * @throws IllegalArgumentException with the way to write it
     */
    public static void check(String property) {
        if (!property.regionMatches(true, 0, UNDER, 0, UNDER.length())) {
            return;
        }
        String rest = property.substring(UNDER.length());
        if (!READABLE.matcher(rest).matches()) {
            throw new IllegalArgumentException(
                    property
                            + ": is one of access, publish, max-rooms, max-members, presence,"
                            + " history.store, history.size, history.age, history.sync,"
                            + " history.room-bytes, history.bytes of a namespace; a pattern stands in brackets,"
                            + " as in hubbub.namespaces.[tenant-*].access (in YAML \"[tenant-*]\")");
        }
    }
}
