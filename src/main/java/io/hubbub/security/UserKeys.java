package io.hubbub.security;

import java.util.regex.Pattern;

/**
 * Refuses names of properties under {@code hubbub.security.users} that would be read as others.
 * Spring Boot leaves out of a map's key, without a word, what it thinks no name should have: {@code
 * alice_b} would be the account of {@code aliceb}.
 */
public final class UserKeys {

    private static final String UNDER = "hubbub.security.users";

    private static final Pattern READABLE =
            Pattern.compile(
                    "\\.?(\\[[^\\[\\]]+]|[a-z0-9][a-z0-9-]*)\\.(password|roles(\\[\\d+])?)",
                    Pattern.CASE_INSENSITIVE);

    private UserKeys() {}

    /**
     * Checks one name.
     *
     * @param property a property's name, as it is written; all but Hubbub's users pass
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
                            + ": is password or roles of a user; a name with other characters than"
                            + " letters, digits and '-' stands in brackets, as in"
                            + " hubbub.security.users.[alice@example.com].password"
                            + " (in YAML \"[alice@example.com]\")");
        }
    }
}
