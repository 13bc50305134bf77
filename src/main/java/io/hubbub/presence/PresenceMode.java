package io.hubbub.presence;

/** How much a namespace tells of who is in its rooms. */
public enum PresenceMode {
    /** Who, with how many clients, and in what state. */
    FULL,
    /** How many. */
    COUNT,
    /** Nothing. */
    NONE
}
