package io.hubbub.login;

import io.hubbub.message.Result;
import io.hubbub.message.User;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Credentials;
import io.hubbub.security.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/**
 * Lets the {@link Authenticator} check credentials that come over HTTP. So the same rules and the
 * same bound on attempts hold as in CONNECT. It must be the only provider, because a second one
 * would allow further attempts.
 */
final class CredentialsProvider implements AuthenticationProvider {

    private final Authenticator authenticator;

    CredentialsProvider(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return authentication == UsernamePasswordAuthenticationToken.class
                || authentication == BearerTokenAuthenticationToken.class;
    }

    /**
     * @param presented its details are the address that it came from
     * @throws RefusedLogin if the credentials are wrong
     */
    @Override
    public Authentication authenticate(Authentication presented) {
        String address = String.valueOf(presented.getDetails());
        if (presented instanceof BearerTokenAuthenticationToken bearer) {
            Identity identity = login(new Credentials.Bearer(bearer.getToken()), address);
            return byToken(identity, bearer.getToken());
        }
        String passcode = text(presented.getCredentials());
        return byPassword(
                login(new Credentials.Password(presented.getName(), passcode), address).user());
    }

    private Identity login(Credentials credentials, String address) {
        return switch (authenticator.login(credentials, address)) {
            case Result.Done<Identity> accepted -> accepted.value();
            case Result.Refused<Identity> refused -> throw new RefusedLogin(refused.refusal());
        };
    }

    private static Authentication byPassword(User user) {
        return UsernamePasswordAuthenticationToken.authenticated(user, null, authorities(user));
    }

    private static Authentication byToken(Identity identity, String token) {
        User user = identity.user();
        Instant expires =
                identity.expiresAtMillis() == Identity.NEVER
                        ? null
                        : Instant.ofEpochMilli(identity.expiresAtMillis());
        return new BearerTokenAuthentication(
                new DefaultOAuth2AuthenticatedPrincipal(
                        user.name(), Map.of("sub", user.name()), authorities(user)),
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, token, null, expires),
                authorities(user));
    }

    private static List<GrantedAuthority> authorities(User user) {
        return user.roles().stream()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
    }

    private static String text(@Nullable Object credentials) {
        return credentials == null ? "" : credentials.toString();
    }
}
