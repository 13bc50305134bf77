package io.hubbub.site;

/**
 * Whose page made a request. Browsers say so in headers that no page can set. A program that is no
 * browser can send any headers, but it has no cookies of somebody else.
 */
public enum Site {
    /** One of this server's own pages. */
    OWN,
    /** A page of another site, or no page at all, as for an address that was typed. */
    OTHER,
    /** Unknown: the request comes from no browser or from an old one. */
    UNSAID
}
