package io.hubbub.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Tells browsers what our pages must not do, in case somebody injects something: use scripts,
 * styles or connections other than this server's own, or be framed.
 */
final class PolicyHeaders implements HeaderWriter {

    private static final String POLICY = "Content-Security-Policy";

    /** The same for browsers that do not know the policy. */
    private static final String FRAMING = "X-Frame-Options";

    private static final String PAGES =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self';"
                    + " frame-ancestors 'none'; base-uri 'none'";

    /** The inline script of the page that SockJS's iframes load. */
    private static final String IFRAME_SCRIPT =
            "'sha256-jUnPHLZyjq+9Z9HFM1Hc23fEo3zUJ8Fu4xXvZgcyb1Q='";

    /**
     * The policy of that page. It loads this server's SockJS client, which connects for the page
     * around it.
     */
    private static final String IFRAME = sockJs("'self' " + IFRAME_SCRIPT);

    /**
     * The policy of the page that the htmlfile transport streams. Each message is an inline script.
     * Nothing else in the page comes from a client.
     */
    private static final String HTML_FILE = sockJs("'unsafe-inline'");

    private final RequestMatcher iframe =
            PathPatternRequestMatcher.pathPattern("/sockjs/{page:iframe.*}");
    private final RequestMatcher htmlFile =
            PathPatternRequestMatcher.pathPattern("/sockjs/{server}/{session}/htmlfile");

    private static String sockJs(String scripts) {
        return "default-src 'none'; script-src "
                + scripts
                + "; connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; form-action 'none';"
                + " base-uri 'none'";
    }

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        if (htmlFile.matches(request)) {
            response.setHeader(POLICY, HTML_FILE);
            response.setHeader(FRAMING, "SAMEORIGIN");
        } else if (iframe.matches(request)) {
            // This page's own policy says who may frame it.
            response.setHeader(POLICY, IFRAME);
        } else {
            response.setHeader(POLICY, PAGES);
            response.setHeader(FRAMING, "DENY");
        }
    }
}
