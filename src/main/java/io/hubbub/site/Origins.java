package io.hubbub.site;

import java.util.List;

/** Which web pages may connect: this server's own, and those of the listed origins. */
public record Origins(List<String> allowed) {

    public Origins {
        allowed = List.copyOf(allowed);
    }

    /** Whether the request may become a WebSocket. Clients that are not browsers send no origin. */
    public boolean admits(RequestOrigin asked) {
        String origin = asked.origin();
        return origin == null
                || allowed.contains("*")
                || allowed.contains(origin)
                || asked.site() == Site.OWN;
    }
}
