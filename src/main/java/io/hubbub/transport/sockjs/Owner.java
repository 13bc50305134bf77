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
 * Who began a session, which is made of requests that anybody can send who knows its address. Each
 * one has to come
 *
 * <ul>
 *   <li>from the same address, of IPv6 from the same /64, as one machine changes it within that;
 *   <li>as the same user, vouched for by the same HTTP session, where the first one was a user's;
 *   <li>with the cookie that the first answer set, once a request brought it. A browser does so
 *       from its second request on, and then nobody else can read what it logs in to by CONNECT.
 *       Clients that keep no cookies go without: of them the session's id is the only secret.
 * </ul>
 */
final class Owner {

    /** Of no use beside the session that it was made for, and sent to its addresses only. */
    static final String COOKIE = "hubbub-sockjs";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 16;

    /** What may stand in a cookie's path without ending it. */
    private static final Pattern PATH = Pattern.compile("[0-9A-Za-z/_.~%-]{1,400}");

    private final Origin origin;
    private final @Nullable Principal principal;
    private final String network;
    private final String secret;

    /** Whether a request brought the secret; never false again. */
    private volatile boolean shown;

    private Owner(Origin origin, @Nullable Principal principal, String secret) {
        this.origin = origin;
        this.principal = principal;
        this.secret = secret;
        network = origin.network();
    }

    /** Whoever sends this request. */
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

    /** Has the browser bring the secret along to all addresses of the session. */
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

    /** Whether a request is the owner's. */
    boolean sends(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        String from = new Origin("", request.getRemoteAddr(), null).network();
        return from.equals(network) && isUser(caller) && knows(request);
    }

    /** A guest may have logged in meanwhile, in another window of the browser. */
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
