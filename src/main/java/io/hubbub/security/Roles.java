package io.hubbub.security;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.GrantedAuthority;

/**
 * Converts roles between Hubbub's form, which is bare, and Spring Security's, which has a prefix.
 */
final class Roles {

    private static final String PREFIX = "ROLE_";

    private Roles() {}

    /** The role without Spring's prefix, whether it was written with it or not. */
    static String bare(String role) {
        return role.startsWith(PREFIX) ? role.substring(PREFIX.length()) : role;
    }

    /** The role with Spring's prefix. */
    static String authority(String role) {
        return PREFIX + bare(role);
    }

    /** The roles among the granted authorities. Scopes, factors and the like are not roles. */
    static Set<String> of(Collection<? extends GrantedAuthority> granted) {
        return granted.stream()
                .map(GrantedAuthority::getAuthority)
                .filter(Objects::nonNull)
                .filter(authority -> authority.startsWith(PREFIX))
                .map(Roles::bare)
                .filter(role -> !role.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
