package io.hubbub.namespace;

import io.hubbub.message.User;

/** Whom a policy lets through. */
public sealed interface Who {

    /** Stands in a role for the name of the namespace in question. */
    String NAMESPACE = "{namespace}";

    /** Everybody, guests too. */
    record Anyone() implements Who {}

    /** Users whom somebody vouched for. */
    record Authenticated() implements Who {}

    /** Users who were granted a role. */
    record Role(String name) implements Who {}

    /**
     * Users who were granted the role that the namespace's own name makes: of many tenants, each
     * with a namespace, a user enters those whose role it holds.
     *
     * @param before what stands before the name in the role's
     * @param after what stands after it
     */
    record RoleOfNamespace(String before, String after) implements Who {}

    /** Members of the room in question. */
    record Members() implements Who {}

    /** No client at all; only the server's own code. */
    record Server() implements Who {}

    /** Whether the user, a member of the room or not, is let through in the namespace. */
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
                yield role(role);
            }
        };
    }

    /** A brace that means nothing is a slip that would lock everybody out, or let the wrong in. */
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
