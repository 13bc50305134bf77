package io.hubbub.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Answers requests that are not allowed. A guest's browser is sent to the login page, a user's
 * browser gets a page that explains it, and a program gets a status. Paths that do not exist are
 * answered like paths that are for others.
 */
final class Denials implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final Pages pages;
    private final MediaTypeRequestMatcher html = new MediaTypeRequestMatcher(MediaType.TEXT_HTML);

    Denials(Pages pages) {
        this.pages = pages;
        html.setIgnoredMediaTypes(Set.of(MediaType.ALL));
    }

    /**
     * Answers guests, and requests with a token that is not accepted. The answer does not say what
     * is wrong with the token.
     */
    @Override
    public void commence(
            HttpServletRequest request,
            HttpServletResponse response,
            AuthenticationException failure) {
        if (failure instanceof RefusedLogin refused) {
            challenge(response, refused.refusal().code().status(), " error=\"invalid_token\"");
        } else if (failure instanceof OAuth2AuthenticationException) {
            challenge(response, HttpServletResponse.SC_UNAUTHORIZED, " error=\"invalid_token\"");
        } else if (wantsPage(request)) {
            String query = request.getQueryString();
            String asked = request.getRequestURI() + (query == null ? "" : "?" + query);
            toLogin(request, response, "", OwnPath.or("", asked));
        } else {
            challenge(response, HttpServletResponse.SC_UNAUTHORIZED, "");
        }
    }

    private static void challenge(HttpServletResponse response, int status, String error) {
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer" + error);
        }
        response.setStatus(status);
    }

    /** Answers users who are logged in. */
    @Override
    public void handle(
            HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        if (wantsPage(request)) {
            response.setContentType(MediaType.TEXT_HTML_VALUE);
            response.setCharacterEncoding(StandardCharsets.UTF_8.name());
            response.getWriter().write(pages.denied(request));
        }
    }

    private boolean wantsPage(HttpServletRequest request) {
        return request.getMethod().equals("GET") && html.matches(request);
    }

    /**
     * Sends a browser to the login page.
     *
     * @param why a word that the page knows; empty for none
     * @param to where to go after the login; empty for the default
     */
    static void toLogin(
            HttpServletRequest request, HttpServletResponse response, String why, String to) {
        UriComponentsBuilder login =
                UriComponentsBuilder.fromPath(request.getContextPath() + "/login");
        if (!why.isEmpty()) {
            login.queryParam("why", why);
        }
        if (!to.isEmpty()) {
            login.queryParam("to", "{to}");
        }
        redirect(response, login.encode().buildAndExpand(to).toUriString());
    }

    /**
     * Redirects to one of our own paths. The host is left out, because a proxy may have changed it.
     */
    static void redirect(HttpServletResponse response, String path) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, path);
    }
}
