package io.hubbub.site;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about the page that made it and the name it was sent to. It is read in the
 * same way in a servlet and before the servlets.
 *
 * @param origin the header {@code Origin}; null if there is none
 * @param fetchSite the header {@code Sec-Fetch-Site}; null if there is none
 * @param scheme {@code http} or {@code https}, as the client used it
 * @param host the name or address that was asked, an IPv6 address in brackets
 */
public record RequestOrigin(
        @Nullable String origin, @Nullable String fetchSite, String scheme, String host, int port) {

    private static final Map<String, Integer> USUAL_PORTS = Map.of("http", 80, "https", 443);

    /**
     * The site whose page made the request. {@code Origin} decides. A browser leaves it out when
     * its own page GETs; then {@code Sec-Fetch-Site} decides.
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

    /** Browsers write an origin in lower case and may leave out the usual port. */
    private boolean isOwn(String page) {
        String named = scheme + "://" + host;
        boolean usual = Integer.valueOf(port).equals(USUAL_PORTS.get(scheme));
        return page.equalsIgnoreCase(named + ":" + port) || (usual && page.equalsIgnoreCase(named));
    }
}
