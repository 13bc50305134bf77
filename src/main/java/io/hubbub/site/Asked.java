package io.hubbub.site;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the page that made it, and of the name that it was sent to: read in one
 * way, whether it came to a servlet or was met before.
 *
 * @param origin the header {@code Origin}; null where there is none
 * @param fetchSite the header {@code Sec-Fetch-Site}; null where there is none
 * @param scheme {@code http} or {@code https}, as the client used it
 * @param host the name or address that was asked, an IPv6 one in brackets
 */
public record Asked(
        @Nullable String origin, @Nullable String fetchSite, String scheme, String host, int port) {

    private static final Map<String, Integer> USUAL_PORTS = Map.of("http", 80, "https", 443);

    /**
     * Whose page asked: by {@code Origin}, and by {@code Sec-Fetch-Site} where a browser leaves
     * that out, as it does when its own page GETs.
     */
    public Site site() {
        if (origin != null) {
            return isOwn(origin) ? Site.OWN : Site.OTHER;
        }
        return switch (fetchSite) {
            case null -> Site.UNSAID;
            case "same-origin" -> Site.OWN;
            default -> Site.OTHER;
        };
    }

    /** An origin is written as browsers do, in small letters; the usual port may be left out. */
    private boolean isOwn(String page) {
        String named = scheme + "://" + host;
        boolean usual = Integer.valueOf(port).equals(USUAL_PORTS.get(scheme));
        return page.equalsIgnoreCase(named + ":" + port) || (usual && page.equalsIgnoreCase(named));
    }
}
