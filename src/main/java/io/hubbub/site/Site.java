package io.hubbub.site;

/**
 * Whose page made a request. Browsers say it in headers that no page can set, so whoever sends
 * something else is no browser, and holds no cookie but its own.
 */
public enum Site {
    /** One of this server's own pages. */
    OWN,
    /** Another site's page, or none at all, as for an address that was typed. */
    OTHER,
    /** Not said: no browser, or an old one. */
    UNSAID
}
