package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.site.Site;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/**
 * Who a request to an endpoint was made as.
 *
 * <p>A browser sends its cookies along whichever site's page connects, and a handshake holds no
 * other secret that would tell the pages apart. So a session, or whatever else a browser adds by
 * itself, counts only where this server's own page asks: the pages that {@code
 * hubbub.transport.allowed-origins} lets connect do so as guests. A bearer token was put into the
 * request by somebody who holds it, and counts wherever it comes from.
 *
 * @param principal null for a guest
 * @param session the key of the session that vouched for the principal; null where none did
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
