package io.hubbub.login;

import io.hubbub.transport.Asking;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that a page of another site makes a browser send, for example to log somebody
 * out, or to log them in as somebody else.
 *
 * <p>This needs no token. Every current browser names the page of a POST in {@code Origin}, which
 * no page can set or remove. Where an old browser leaves it out, {@code Sec-Fetch-Site} says the
 * same. So a request that changes something must come from this server's own page. A request with
 * neither header comes from no browser, or from one that should not be trusted with a cookie. It
 * passes only without a cookie, as a script's login does, because it can then act only for itself.
 * A bearer token is put into the request by its owner, so no page can make a browser send it.
 * SockJS has its own rule about sessions, {@code transport.Caller}.
 */
final class CrossSiteFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private static final String BEARER = "Bearer ";

    private final RequestMatcher exempt;

    CrossSiteFilter(RequestMatcher exempt) {
        this.exempt = exempt;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isHarmless(request) || exempt.matches(request)) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private static boolean isBearer(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static boolean isHarmless(HttpServletRequest request) {
        return SAFE.contains(request.getMethod())
                || isBearer(request.getHeader(HttpHeaders.AUTHORIZATION))
                || switch (Asking.of(request).site()) {
                    case OWN -> true;
                    case OTHER -> false;
                    case UNSAID -> request.getHeader(HttpHeaders.COOKIE) == null;
                };
    }
}
