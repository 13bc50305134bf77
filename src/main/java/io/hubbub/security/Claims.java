package io.hubbub.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;

/**
 * The claims of a token that say who somebody is.
 *
 * @param user the claim that names the user
 * @param roles the claim that has the roles
 */
public record Claims(String user, String roles) {

    /** The user's name. Null if the token has none in this claim. */
    public @Nullable String userOf(Jwt token) {
        return token.getClaims().get(user) instanceof String name && !name.isEmpty() ? name : null;
    }

    /** The roles, without a prefix. Empty if the token has none. */
    public Set<String> rolesOf(Jwt token) {
        Stream<?> written =
                switch (token.getClaims().get(roles)) {
                    case String text -> Arrays.stream(text.split(" "));
                    case Collection<?> list -> list.stream();
                    case null, default -> Stream.empty();
                };
        return written.filter(String.class::isInstance)
                .map(role -> Roles.bare(((String) role).strip()))
                .filter(role -> !role.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The roles in Spring Security's form. */
    public List<GrantedAuthority> authoritiesOf(Jwt token) {
        return rolesOf(token).stream()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority(Roles.authority(role)))
                .toList();
    }
}
