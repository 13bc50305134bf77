package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.site.Site;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/**
 * The user that a request to an endpoint acts for.
 *
 * <p>A browser sends its cookies whichever site's page connects, and a handshake has no other
 * secret that tells the pages apart. So a session counts only if this server's own page asks, and
 * so does anything else that a browser adds by itself. Pages of {@code
 * hubbub.transport.allowed-origins} connect as guests. A bearer token always counts, because
 * whoever put it into the request holds it.
 *
 * @param principal null for a guest
 * @param session the key of the session that vouched for the principal; null if none did
 */
public record Caller(@Nullable Principal principal, @Nullable String session) {

    private static final Caller GUEST = new Caller(null, null);

    public static Caller of(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        if (principal == null) {
            return GUEST;
        }
        if (principal instanceof AbstractOAuth2TokenAuthenticationToken<?>) {
            return new Caller(principal, null);
        }
        if (Asking.of(request).site() != Site.OWN) {
            return GUEST;
        }
        HttpSession session = request.getSession(false);
        return new Caller(principal, session == null ? null : Origin.sessionKey(session.getId()));
    }
}
