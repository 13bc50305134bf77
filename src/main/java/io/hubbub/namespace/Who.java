package io.hubbub.namespace;

import io.hubbub.message.User;

/** The clients that a policy admits. */
public sealed interface Who {

    /** The placeholder in a role for the namespace's name. */
    String NAMESPACE = "{namespace}";

    /** Everybody, including guests. */
    record Anyone() implements Who {}

    /** Users with an account or a token. */
    record Authenticated() implements Who {}

    /** Users with a role. */
    record Role(String name) implements Who {}

    /**
     * Users whose role contains the namespace's own name. With one namespace per tenant, a user may
     * enter those for which it has the role.
     *
     * @param before the part of the role before the name
     * @param after the part of the role after the name
     */
    record RoleOfNamespace(String before, String after) implements Who {}

    /** Members of the room in question. */
    record Members() implements Who {}

    /** No client at all. Only the server's own code. */
    record Server() implements Who {}

    /**
     * Whether this policy admits the user in the namespace.
     *
     * @param member whether the user's client is a member of the room in question
     */
    default boolean admits(User user, String namespace, boolean member) {
        return switch (this) {
            case Anyone() -> true;
            case Authenticated() -> !user.guest();
            case Role(String name) -> user.roles().contains(name);
            case RoleOfNamespace(String before, String after) ->
                    user.roles().contains(before + namespace + after);
            case Members() -> member;
            case Server() -> false;
        };
    }

    /**
     * Reads a value of the configuration.
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
                yield role(role);
            }
        };
    }

    /** Any other brace is a mistake that would lock everybody out or let the wrong people in. */
    private static Who role(String written) {
        int at = written.indexOf(NAMESPACE);
        String before = at < 0 ? written : written.substring(0, at);
        String after = at < 0 ? "" : written.substring(at + NAMESPACE.length());
        if ((before + after).chars().anyMatch(c -> c == '{' || c == '}')) {
            throw new IllegalArgumentException(
                    "role:" + written + " may have " + NAMESPACE + " once and no other brace");
        }
        return at < 0 ? new Role(written) : new RoleOfNamespace(before, after);
    }
}
