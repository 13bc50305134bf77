package io.hubbub.transport.sockjs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.client.Time;
import io.hubbub.site.Origins;
import io.hubbub.transport.Asking;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;

/**
 * SockJS's addresses except for its WebSocket, as SockJS's protocol 0.3.3 has them: the greeting,
 * {@code info}, the iframe's page and the transports, with their CORS headers.
 */
final class SockJsEndpoint implements HttpRequestHandler {

    private static final Duration YEAR = Duration.ofDays(365);

    private static final String KEPT = "public, max-age=" + YEAR.toSeconds();

    /** {@code no-transform}: a proxy that compresses would hold back parts of a stream. */
    private static final String NOT_KEPT =
            "no-store, no-cache, no-transform, must-revalidate, max-age=0";

    private static final String SEND = "xhr_send";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String path;
    private final Origins origins;
    private final SockJsSessions sessions;
    private final SockJsPolling polling;
    private final SockJsReceiving receiving;
    private final Time time;

    /**
     * @param path what its addresses begin with
     */
    SockJsEndpoint(
            String path,
            Origins origins,
            SockJsSessions sessions,
            SockJsPolling polling,
            SockJsReceiving receiving,
            Time time) {
        this.path = path;
        this.origins = origins;
        this.sessions = sessions;
        this.polling = polling;
        this.receiving = receiving;
        this.time = time;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!origins.admits(Asking.of(request))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        String[] parts = parts(request);
        switch (parts.length) {
            case 0 -> {
                if (allows(request, response, "GET")) {
                    say(response, 200, "Welcome to SockJS!");
                }
            }
            case 1 -> {
                if (parts[0].equals("info")) {
                    info(request, response);
                } else if (IframePage.isNamed(parts[0]) && origins.allowed().isEmpty()) {
                    if (allows(request, response, "GET")) {
                        keepForAYear(response);
                        IframePage.write(request, response);
                    }
                } else {
                    response.sendError(HttpServletResponse.SC_NOT_FOUND);
                }
            }
            case 3 -> transport(request, response, parts);
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /** The segments after the endpoint's own path, as they are written. */
    private static String[] parts(HttpServletRequest request) {
        Object within = request.getAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE);
        if (within == null || "".equals(within)) {
            return new String[0];
        }
        // Spring drops the last slash.
        String written = request.getRequestURI().endsWith("/") ? within + "/" : within.toString();
        return written.split("/", -1);
    }

    private void info(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (isAnswered(request, response, "GET")) {
            return;
        }
        byte[] info =
                ("{\"entropy\":"
                                + Integer.toUnsignedLong(RANDOM.nextInt())
                                + ",\"origins\":[\"*:*\"],\"cookie_needed\":false,\"websocket\":true}")
                        .getBytes(UTF_8);
        keepNothing(response);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(info.length);
        response.getOutputStream().write(info);
    }

    private void transport(HttpServletRequest request, HttpServletResponse response, String[] parts)
            throws IOException {
        String id = path + '/' + parts[1];
        Transport transport = Transport.of(parts[2]);
        boolean named = isName(parts[0]) && isName(parts[1]);
        if (!named || (transport == null && !parts[2].equals(SEND))) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (isAnswered(request, response, transport == null ? "POST" : transport.method())) {
            return;
        }
        keepNothing(response);
        if (transport == null) {
            receiving.handle(request, response, sessions.find(id, request));
        } else {
            polling.handle(request, response, id, transport);
        }
    }

    private static boolean isName(String part) {
        return !part.isEmpty() && part.indexOf('.') < 0;
    }

    /** Adds the CORS headers; returns whether the response is complete with them. */
    private boolean isAnswered(
            HttpServletRequest request, HttpServletResponse response, String method) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String methods = "OPTIONS, " + method;
        if (origin != null) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
            if (headers != null && !headers.isEmpty()) {
                response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
            }
        }
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        if (!request.getMethod().equals("OPTIONS")) {
            return !allows(request, response, method, methods);
        }
        keepForAYear(response);
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
        response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(YEAR.toSeconds()));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return true;
    }

    private static boolean allows(
            HttpServletRequest request, HttpServletResponse response, String method) {
        return request.getMethod().equals("HEAD") || allows(request, response, method, method);
    }

    private static boolean allows(
            HttpServletRequest request,
            HttpServletResponse response,
            String method,
            String methods) {
        if (request.getMethod().equals(method)) {
            return true;
        }
        response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        response.setHeader(HttpHeaders.ALLOW, methods);
        return false;
    }

    private static void keepNothing(HttpServletResponse response) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, NOT_KEPT);
        unset(response, HttpHeaders.EXPIRES);
        unset(response, HttpHeaders.PRAGMA);
    }

    private void keepForAYear(HttpServletResponse response) {
        response.setHeader(HttpHeaders.CACHE_CONTROL, KEPT);
        long expires = time.epochMillis().getAsLong() + YEAR.toMillis();
        response.setDateHeader(HttpHeaders.EXPIRES, expires);
        unset(response, HttpHeaders.PRAGMA);
    }

    /** Removes a header that the filters have set. */
    private static void unset(HttpServletResponse response, String header) {
        response.setHeader(header, null);
    }

    /** Responds with a line of text. */
    static void say(HttpServletResponse response, int status, String text) throws IOException {
        byte[] line = (text + "\n").getBytes(UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(line.length);
        response.getOutputStream().write(line);
    }
}
