package io.hubbub.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What browsers are to forbid our pages, should anybody get something into them: all scripts,
 * styles and connections but this server's own, and being framed.
 */
final class PolicyHeaders implements HeaderWriter {

    private static final String POLICY = "Content-Security-Policy";

    /** The same for browsers that know no policy. */
    private static final String FRAMING = "X-Frame-Options";

    private static final String PAGES =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self';"
                    + " frame-ancestors 'none'; base-uri 'none'";

    /** The inline script of the page that SockJS's iframes load. */
    private static final String IFRAME_SCRIPT =
            "'sha256-jUnPHLZyjq+9Z9HFM1Hc23fEo3zUJ8Fu4xXvZgcyb1Q='";

    /** That page: it loads this server's SockJS client, which connects for the page around it. */
    private static final String IFRAME = sockJs("'self' " + IFRAME_SCRIPT);

    /**
     * The page that the htmlfile transport streams: each message is an inline script, and nothing
     * else in it is a client's.
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
            // The page says itself who may frame it.
            response.setHeader(POLICY, IFRAME);
        } else {
            response.setHeader(POLICY, PAGES);
            response.setHeader(FRAMING, "DENY");
        }
    }
}
