package io.hubbub.namespace;

import io.hubbub.message.User;

/** Whom a policy lets through. */
public sealed interface Who {

    /** Everybody, guests too. */
    record Anyone() implements Who {}

    /** Users whom somebody vouched for. */
    record Authenticated() implements Who {}

    /** Users who were granted a role. */
    record Role(String name) implements Who {}

    /** Members of the room in question. */
    record Members() implements Who {}

    /** No client at all; only the server's own code. */
    record Server() implements Who {}

    /** Whether the user, a member of the room or not, is let through. */
    default boolean admits(User user, boolean member) {
        return switch (this) {
            case Anyone() -> true;
            case Authenticated() -> !user.guest();
            case Role(String name) -> user.roles().contains(name);
            case Members() -> member;
            case Server() -> false;
        };
    }

    /**
     * Reads what stands in the configuration.
     *
     * @throws IllegalArgumentException with the accepted forms
     */
    static Who parse(String text) {
        return switch (text) {
            case "anyone" -> new Anyone();
            case "authenticated" -> new Authenticated();
            case "members" -> new Members();
            case "server" -> new Server();
            default -> {
                String role = text.startsWith("role:") ? text.substring("role:".length()) : "";
                if (role.isBlank()) {
                    throw new IllegalArgumentException(
                            "'"
                                    + text
                                    + "' is not one of anyone, authenticated, members, server, role:NAME");
                }
                yield new Role(role);
            }
        };
    }
}
