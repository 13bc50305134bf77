package io.hubbub.namespace;

/** What a namespace tells of who is in its rooms. */
public enum PresenceMode {
    /** Each user. */
    FULL,
    /** How many there are. */
    COUNT,
    /** Nothing. */
    NONE
}
