package io.hubbub.transport.sockjs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.client.Origin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;

/**
 * The page in SockJS's iframes, which connects for the page around it. Browsers may cache it for a
 * year, because its address changes with the client's version.
 */
final class IframePage {

    private static final Pattern NAME = Pattern.compile("iframe[0-9-.a-z_]*\\.html");

    private static final String LIBRARY = "/webjars/sockjs-client/1.6.1/dist/sockjs.min.js";

    // The content security policy has the digest of this script: see login.PolicyHeaders.
    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html>
            <head>
              <meta http-equiv="X-UA-Compatible" content="IE=edge" />
              <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
              <script>
                document.domain = document.domain;
                _sockjs_onload = function(){SockJS.bootstrap_iframe();};
              </script>
              <script src="LIBRARY"></script>
            </head>
            <body>
              <h2>Don't panic!</h2>
              <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
            </body>
            </html>
            """;

    private IframePage() {}

    static boolean isNamed(String name) {
        return NAME.matcher(name).matches();
    }

    static void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] page = PAGE.replace("LIBRARY", request.getContextPath() + LIBRARY).getBytes(UTF_8);
        String tag = '"' + Origin.sessionKey(new String(page, UTF_8)).substring(0, 32) + '"';
        response.setHeader(HttpHeaders.ETAG, tag);
        response.setHeader("X-Frame-Options", "SAMEORIGIN");
        if (tag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType("text/html;charset=UTF-8");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
    }
}
