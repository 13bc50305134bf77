package io.hubbub.transport.sockjs;

import io.hubbub.client.Origin;
import io.hubbub.transport.Caller;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/**
 * Who began a session. A session consists of requests, and anybody who knows its address can send
 * one. So each request has to come
 *
 * <ul>
 *   <li>from the same address. For IPv6 it is the same /64, within which one machine changes its
 *       address;
 *   <li>as the same user with the same HTTP session, if the first request was a user's;
 *   <li>with the cookie that the first response set, as soon as one request has brought it. A
 *       browser brings it from its second request on. From then on nobody else can read what the
 *       client logs in to by CONNECT. A client that keeps no cookies can do without. The session's
 *       id is then its only secret.
 * </ul>
 */
final class Owner {

    /** The cookie's name. Browsers send it to the session's own addresses only. */
    static final String COOKIE = "hubbub-sockjs";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 16;

    /** The paths that may stand in a cookie without being mistaken for its end. */
    private static final Pattern PATH = Pattern.compile("[0-9A-Za-z/_.~%-]{1,400}");

    private final Origin origin;
    private final @Nullable Principal principal;
    private final String network;
    private final String secret;

    /** Whether a request brought the secret. Requests' threads set it; it is never unset. */
    private volatile boolean shown;

    private Owner(Origin origin, @Nullable Principal principal, String secret) {
        this.origin = origin;
        this.principal = principal;
        this.secret = secret;
        network = origin.network();
    }

    /** The sender of this request. */
    static Owner of(HttpServletRequest request, Transport transport) {
        Caller caller = Caller.of(request);
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new Owner(
                new Origin(transport.word(), request.getRemoteAddr(), caller.session()),
                caller.principal(),
                HexFormat.of().formatHex(secret));
    }

    Origin origin() {
        return origin;
    }

    /** Null for a guest. */
    @Nullable Principal principal() {
        return principal;
    }

    /** Makes the browser send the secret to all addresses of the session. */
    void mark(HttpServletRequest request, HttpServletResponse response) {
        String address = request.getRequestURI();
        String path = address.substring(0, address.lastIndexOf('/'));
        if (PATH.matcher(path).matches()) {
            ResponseCookie cookie =
                    ResponseCookie.from(COOKIE, secret)
                            .path(path)
                            .httpOnly(true)
                            .secure(request.isSecure())
                            .sameSite("Strict")
                            .build();
            response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        }
    }

    /** Whether a request comes from the owner. */
    boolean sends(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        String from = new Origin("", request.getRemoteAddr(), null).network();
        return from.equals(network) && isUser(caller) && knows(request);
    }

    /** Whether it is the same user. A guest may have logged in since, in another window. */
    private boolean isUser(Caller caller) {
        if (principal == null) {
            return true;
        }
        Principal other = caller.principal();
        String session = origin.session();
        return other != null
                && principal.getName().equals(other.getName())
                && (session == null || session.equals(caller.session()));
    }

    private boolean knows(HttpServletRequest request) {
        String brought = brought(request);
        if (brought == null) {
            return !shown;
        }
        boolean right =
                MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.US_ASCII),
                        brought.getBytes(StandardCharsets.UTF_8));
        if (right) {
            shown = true;
        }
        return right;
    }

    private static @Nullable String brought(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE)) {
                    return cookie.getValue();
                }
            }
        }
        return null;
    }
}
