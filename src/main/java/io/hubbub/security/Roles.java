package io.hubbub.security;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.GrantedAuthority;

/** Roles as Hubbub has them, bare, and as Spring Security has them, behind a prefix. */
final class Roles {

    private static final String PREFIX = "ROLE_";

    private Roles() {}

    /** The role without Spring's prefix, whichever way it was written. */
    static String bare(String role) {
        return role.startsWith(PREFIX) ? role.substring(PREFIX.length()) : role;
    }

    /** The role with Spring's prefix. */
    static String authority(String role) {
        return PREFIX + bare(role);
    }

    /** The roles among what was granted; scopes, factors and the like are none. */
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
