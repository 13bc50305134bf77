package io.hubbub.transport;

import io.hubbub.site.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.server.Request;

/**
 * Reads what a request says about the page that made it. The result is the same before the servlets
 * and behind them: it uses the same headers, and the scheme, name and port that a trusted proxy
 * reports.
 */
public final class Asking {

    private static final String ORIGIN = "Origin";
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    private Asking() {}

    public static RequestOrigin of(HttpServletRequest request) {
        return new RequestOrigin(
                request.getHeader(ORIGIN),
                request.getHeader(FETCH_SITE),
                request.getScheme(),
                request.getServerName(),
                request.getServerPort());
    }

    static RequestOrigin of(Request request) {
        return new RequestOrigin(
                request.getHeaders().get(ORIGIN),
                request.getHeaders().get(FETCH_SITE),
                request.getHttpURI().getScheme(),
                Request.getServerName(request),
                Request.getServerPort(request));
    }
}
