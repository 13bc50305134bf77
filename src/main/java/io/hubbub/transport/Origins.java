package io.hubbub.transport;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.util.WebUtils;

/** Which web pages may connect: those of this server, and those of the listed origins. */
record Origins(List<String> allowed) {

    Origins {
        allowed = List.copyOf(allowed);
    }

    /** Whether the request may be upgraded. Clients that are not browsers send no origin. */
    boolean admits(ServerHttpRequest request) {
        String origin = request.getHeaders().getFirst(HttpHeaders.ORIGIN);
        return origin == null
                || allowed.contains("*")
                || allowed.contains(origin)
                || WebUtils.isSameOrigin(request);
    }
}
