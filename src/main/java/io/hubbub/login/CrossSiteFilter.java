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
 * Refuses what another site's page makes a browser do here: log somebody out, or in as somebody
 * else.
 *
 * <p>No token is needed for that. Every browser of today says which page a POST came from, in
 * {@code Origin}, which no page can set or take away; where an old one leaves it out, {@code
 * Sec-Fetch-Site} says the same. So a request that changes something has to be of this server's own
 * page. Without either header it was no browser, or none that can be trusted with a cookie: it
 * passes only where it brings no cookie, as a script's login does, for then it can only act for
 * itself. A bearer token is put into the request by who holds it, so no page can make a browser
 * send it. SockJS has its own rule for whose session counts, {@code transport.Caller}.
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
