package io.hubbub.client;

import java.util.Locale;

/** Every reason for which a client is gone. */
public enum Departure {
    /** It said DISCONNECT. */
    LEFT,
    /** It closed its socket in order, as a page does that is left, or loaded anew. */
    CLOSED,
    /** Its socket ended without a word. */
    CONNECTION_LOST,
    /** It did not say CONNECT in time. */
    CONNECT_TIMEOUT,
    /** Nothing was heard from it in time. */
    HEARTBEAT_LOST,
    /** It read too slowly and its outbox was full. */
    OUTBOX_FULL,
    /** It read the past more slowly than its room forgets. */
    HISTORY_GONE,
    /** It held something for the longest when memory was short, or asked for more than there is. */
    HELD_FULL,
    /** It began a frame and did not finish it in time. */
    FRAME_TIMEOUT,
    /** It broke the protocol. */
    PROTOCOL_ERROR,
    /** It asked for what it may not have, and had no other way to be told. */
    REFUSED,
    /** Its login, password or token was not accepted. */
    BAD_CREDENTIALS,
    /** Its token expired. */
    TOKEN_EXPIRED,
    /** It sent faster than it may, and did not slow down when it was told. */
    FLOODING,
    /** Its user was locked. */
    LOCKED,
    /** The session that vouched for it was logged out. */
    LOGGED_OUT,
    /** The server's code disconnected it. */
    DISCONNECTED,
    /** The server failed. */
    SERVER_ERROR,
    /** The server went away. */
    SHUTDOWN;

    /** Whether it may be back in a moment: nobody meant it to go. */
    public boolean mayReturn() {
        return switch (this) {
            case CLOSED,
                    CONNECTION_LOST,
                    HEARTBEAT_LOST,
                    OUTBOX_FULL,
                    HISTORY_GONE,
                    HELD_FULL,
                    FRAME_TIMEOUT,
                    TOKEN_EXPIRED,
                    SERVER_ERROR,
                    SHUTDOWN ->
                    true;
            case LEFT,
                    CONNECT_TIMEOUT,
                    PROTOCOL_ERROR,
                    REFUSED,
                    BAD_CREDENTIALS,
                    FLOODING,
                    LOCKED,
                    LOGGED_OUT,
                    DISCONNECTED ->
                    false;
        };
    }

    /** The word for logs and metrics: {@code outbox-full}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
