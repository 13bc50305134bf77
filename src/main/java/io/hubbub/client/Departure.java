package io.hubbub.client;

import java.util.Locale;

/** Why a client is gone. */
public enum Departure {
    /** It said that it leaves. */
    LEFT,
    /** It closed its socket in order, as a page does when a browser leaves or reloads it. */
    CLOSED,
    /** Its socket ended without a word. */
    CONNECTION_LOST,
    /** It was not accepted in time. */
    CONNECT_TIMEOUT,
    /** Nothing was heard from it in time. */
    HEARTBEAT_LOST,
    /** It read too slowly and its outbox was full. */
    OUTBOX_FULL,
    /** It read old messages more slowly than its room forgets them. */
    HISTORY_GONE,
    /**
     * Memory was short, and the client had held something for the longest or asked for more than
     * there is.
     */
    HELD_FULL,
    /** It began a frame and did not finish it in time. */
    FRAME_TIMEOUT,
    /** It broke the protocol. */
    PROTOCOL_ERROR,
    /** It asked for something that it may not have, and could be told in no other way. */
    REFUSED,
    /** Its login, password or token was not accepted. */
    BAD_CREDENTIALS,
    /** Its token expired. */
    TOKEN_EXPIRED,
    /** It sent faster than it may, and did not slow down when it was told. */
    FLOODING,
    /** Its user was locked. */
    LOCKED,
    /** The user logged out of the HTTP session that the client came with. */
    LOGGED_OUT,
    /** The server's code disconnected it. */
    DISCONNECTED,
    /** The server failed. */
    SERVER_ERROR,
    /** The server went away. */
    SHUTDOWN;

    /** Whether the client may be back in a moment, because nobody meant it to go. */
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

    /** The word for logs and metrics, for example {@code outbox-full}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
