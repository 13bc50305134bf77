package io.hubbub.login;

import io.hubbub.message.Result;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Identity;
import io.hubbub.security.Users;
import java.util.function.Supplier;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Admits users that have a role now. The roles that the session was granted at its start are not
 * enough: the role may have been withdrawn since, or the user locked.
 */
final class RoleNow implements AuthorizationManager<RequestAuthorizationContext> {

    private final String role;
    private final Authenticator authenticator;
    private final Users users;

    RoleNow(String role, Authenticator authenticator, Users users) {
        this.role = role;
        this.authenticator = authenticator;
        this.users = users;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends Authentication> authentication,
            RequestAuthorizationContext context) {
        return new AuthorizationDecision(
                switch (authenticator.known(authentication.get())) {
                    case Result.Done<Identity> accepted ->
                            users.asOfNow(accepted.value().user()).roles().contains(role);
                    case Result.Refused<Identity> _ -> false;
                });
    }
}
