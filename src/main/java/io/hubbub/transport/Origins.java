package io.hubbub.transport;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** Which web pages may connect: those of this server, and those of the listed origins. */
record Origins(List<String> allowed) {

    Origins {
        allowed = List.copyOf(allowed);
    }

    /** Whether the request may be upgraded. Clients that are not browsers send no origin. */
    boolean admits(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null
                || allowed.contains("*")
                || allowed.contains(origin)
                || Site.of(request) == Site.OWN;
    }
}
