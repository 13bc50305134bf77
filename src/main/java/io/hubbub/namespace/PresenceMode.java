package io.hubbub.namespace;

/** What a namespace shows about who is in its rooms. */
public enum PresenceMode {
    /** Each user. */
    FULL,
    /** How many users there are. */
    COUNT,
    /** Nothing. */
    NONE
}
