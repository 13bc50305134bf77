package io.hubbub.transport;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.util.WebUtils;

/**
 * Whose page made a request. Browsers say it in headers that no page can set, so whoever sends
 * something else is no browser, and holds no cookie but its own.
 */
public enum Site {
    /** One of this server's own pages. */
    OWN,
    /** Another site's page, or none at all, as for an address that was typed. */
    OTHER,
    /** Not said: no browser, or an old one. */
    UNSAID;

    /**
     * Reads {@code Origin}, and {@code Sec-Fetch-Site} where a browser leaves that out, as it does
     * when its own page GETs.
     */
    public static Site of(HttpServletRequest request) {
        if (request.getHeader(HttpHeaders.ORIGIN) != null) {
            return isOwnOrigin(request) ? OWN : OTHER;
        }
        return switch (request.getHeader("Sec-Fetch-Site")) {
            case null -> UNSAID;
            case "same-origin" -> OWN;
            default -> OTHER;
        };
    }

    private static boolean isOwnOrigin(HttpServletRequest request) {
        try {
            return WebUtils.isSameOrigin(new ServletServerHttpRequest(request));
        } catch (IllegalArgumentException e) {
            // It is no address.
            return false;
        }
    }
}
