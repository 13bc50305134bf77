package io.hubbub.message;

import java.util.Locale;

/**
 * Every reason for which Hubbub refuses something. This is the one table for STOMP (header and body
 * {@code code}), HTTP (status) and WebSocket (close code). A close code from 4000 to 4499 means
 * "reconnect". A close code from 4500 to 4999 means "do not, it would end the same way".
 */
public enum ErrorCode {
    /** The bytes are not a frame of the protocol, or the frame breaks the protocol's rules. */
    BAD_FRAME(400, 4500, "The frame is not valid"),
    /** A frame is longer than {@code hubbub.limits.frame-size}. */
    FRAME_TOO_LARGE(413, 4501, "The frame is too large, send less at once"),
    /** A frame has more or longer headers than this server takes. */
    HEADERS_TOO_LARGE(431, 4502, "The frame has too many or too long headers"),
    /** The server speaks none of the versions that the client accepts. */
    UNSUPPORTED_VERSION(
            400, 4503, "The server speaks none of the versions that the client accepts"),
    /** A frame other than CONNECT came first. */
    NOT_CONNECTED(400, 4504, "Send CONNECT first"),
    /** The destination is missing, empty, or breaks the grammar. */
    BAD_DESTINATION(400, 4505, "The destination is not valid"),
    /** The user may not do this, or the place does not exist. A guarded place never tells which. */
    NOT_ALLOWED(403, 4506, "You are not allowed to do this"),
    /** Nothing answers to this destination. */
    NO_SUCH_DESTINATION(404, 4507, "There is no such destination"),
    /** The client has as many subscriptions as it may have. */
    TOO_MANY_SUBSCRIPTIONS(429, 4508, "You have too many subscriptions, end one first"),
    /** The namespace has as many rooms as its policy allows. */
    TOO_MANY_ROOMS(429, 4510, "The namespace has too many rooms, use one that exists"),
    /** The user or the address made as many rooms as {@code hubbub.quotas} allow. */
    ROOM_QUOTA(429, 4526, "You made too many rooms, use one that exists"),
    /** The room has as many members as its namespace's policy allows. */
    ROOM_FULL(429, 4511, "The room is full"),
    /** The destination cannot read this body. */
    BAD_BODY(400, 4512, "The destination cannot read this body"),
    /** The server does not support this part of the protocol, at this destination or at all. */
    NOT_SUPPORTED(501, 4513, "The server does not support this"),
    /** A middleware of the application refused it. The middleware's own code says why. */
    REFUSED(403, 4515, "The application refused this"),
    /** The login, the password or the token is wrong. The client is not told which. */
    BAD_CREDENTIALS(401, 4516, "The name, the password or the token is wrong"),
    /** The user is locked. */
    LOCKED(403, 4517, "This user is locked"),
    /** The user logged out of the session that made this connection. */
    LOGGED_OUT(401, 4518, "You logged out, log in again"),
    /** An answer came after its question was over. */
    ASK_OVER(404, 4519, "The question is over"),
    /** The client asks without a subscription for answers. */
    NO_REPLIES(400, 4520, "Subscribe to /user/queue/replies before you ask"),
    /** The client has as many open questions as {@code hubbub.limits.asks-per-client} allows. */
    TOO_MANY_ASKS(429, 4521, "Too many questions are open"),
    /** All answers to one question together are longer than {@code hubbub.limits.answers-size}. */
    ANSWERS_FULL(413, 4522, "The answers to this question are too long together"),
    /** The request was sent to a name that is not among {@code hubbub.transport.allowed-hosts}. */
    WRONG_HOST(421, 4523, "This server does not answer under that name"),
    /** The client has no subscription with this id. */
    UNKNOWN_SUBSCRIPTION(404, 4514, "There is no subscription with this id"),
    /** The server's own code disconnected this client on purpose. */
    DISCONNECTED(403, 4509, "The server disconnected you"),
    /** The client read too slowly: its outbox grew past {@code hubbub.limits.outbox-size}. */
    OUTBOX_FULL(429, 4000, "The client read too slowly, reconnect to go on"),
    /** Neither a heart-beat nor the answer to a ping came in time. */
    HEARTBEAT_LOST(408, 4001, "The server heard nothing from the client in time, reconnect"),
    /** No CONNECT came within {@code hubbub.limits.connect-time}. */
    CONNECT_TIMEOUT(408, 4002, "The client did not send CONNECT in time, reconnect"),
    /**
     * The token expired while the connection was open. The client may come back with a fresh one.
     */
    TOKEN_EXPIRED(401, 4004, "The token has expired, reconnect with a fresh one"),
    /**
     * Too many logins failed for this user or from this address. A later login is checked again.
     */
    TOO_MANY_ATTEMPTS(429, 4005, "Too many logins failed, try again later"),
    /**
     * Too many logins with a password are under way, for this user, from this address or in all.
     */
    TOO_MANY_LOGINS(429, 4016, "Too many logins at once, try again in a moment"),
    /** The address has {@code hubbub.http.requests-per-address} requests under way. */
    TOO_MANY_REQUESTS(
            429, 4017, "Too many requests at once from this address, try again in a moment"),
    /** The server has {@code hubbub.http.requests} requests under way. */
    OVERLOADED(503, 4018, "The server is too busy, try again in a moment"),
    /** The client sends frames faster than {@code hubbub.limits.messages-per-second}. */
    TOO_MANY_MESSAGES(429, 4006, "You send messages too fast, wait before you send more"),
    /** The client sends bytes faster than {@code hubbub.limits.bytes-per-second}. */
    TOO_MANY_BYTES(429, 4007, "You send too many bytes, wait before you send more"),
    /** The user has as many clients as {@code hubbub.limits.clients-per-user} allows. */
    USER_FULL(429, 4008, "This user has too many connections, try again when one has ended"),
    /** The address has as many clients as {@code hubbub.limits.clients-per-address} allows. */
    ADDRESS_FULL(429, 4009, "This address has too many connections, try again when one has ended"),
    /** Messages cannot be stored now: the disk is full or cannot be written. */
    STORAGE_FULL(503, 4010, "The server cannot store messages now, try again later"),
    /** The room forgot messages faster than the client read its replay. */
    HISTORY_GONE(
            410, 4011, "The room no longer keeps the messages to read next, reconnect to go on"),
    /** The server holds {@code hubbub.limits.held-size} for all its clients together. */
    HELD_FULL(503, 4012, "The server holds too much for its clients, try again later"),
    /** The server holds {@code hubbub.limits.held-size-per-address} for this address. */
    ADDRESS_HELD_FULL(
            429, 4013, "Too much is unfinished or unread for this address, try again later"),
    /** A frame was begun but not finished within {@code hubbub.limits.frame-time}. */
    FRAME_TIMEOUT(408, 4014, "The frame was not finished in time, reconnect"),
    /** The user or the address makes stored rooms faster than {@code hubbub.quotas} allow. */
    TOO_MANY_NEW_ROOMS(429, 4020, "You make new rooms too fast, try again later"),
    /** The user or the address stored more in an hour than {@code hubbub.quotas} allow. */
    TOO_MUCH_STORED(429, 4021, "You stored too much in the last hour, try again later"),
    /** Something failed on the server. Only the server's log says what. */
    SERVER_ERROR(500, 4003, "Something went wrong on the server"),
    /** The server is stopping. */
    SHUTTING_DOWN(503, 1012, "The server is restarting, reconnect");

    private static final int FIRST_FINAL = 4500;

    private final int status;
    private final int closeCode;
    private final String meaning;

    ErrorCode(int status, int closeCode, String meaning) {
        this.status = status;
        this.closeCode = closeCode;
        this.meaning = meaning;
    }

    /** The HTTP status for this code. */
    public int status() {
        return status;
    }

    /** The WebSocket close code for this code. */
    public int closeCode() {
        return closeCode;
    }

    /**
     * Whether the same request may succeed later, on this connection or the next. If not, it would
     * end the same way.
     */
    public boolean comesBack() {
        return closeCode < FIRST_FINAL;
    }

    /**
     * Whether the connection must end, because client and server no longer agree on the protocol.
     * Every other code is a refusal, after which a client that listens for errors may go on.
     */
    public boolean isFatal() {
        return switch (this) {
            case BAD_FRAME,
                    FRAME_TOO_LARGE,
                    HEADERS_TOO_LARGE,
                    UNSUPPORTED_VERSION,
                    NOT_CONNECTED,
                    UNKNOWN_SUBSCRIPTION,
                    BAD_CREDENTIALS,
                    LOCKED,
                    LOGGED_OUT,
                    TOKEN_EXPIRED,
                    TOO_MANY_ATTEMPTS,
                    TOO_MANY_LOGINS,
                    TOO_MANY_REQUESTS,
                    OVERLOADED,
                    WRONG_HOST,
                    USER_FULL,
                    ADDRESS_FULL,
                    DISCONNECTED,
                    OUTBOX_FULL,
                    HEARTBEAT_LOST,
                    CONNECT_TIMEOUT,
                    HISTORY_GONE,
                    FRAME_TIMEOUT,
                    SHUTTING_DOWN ->
                    true;
            case BAD_DESTINATION,
                    NOT_ALLOWED,
                    NO_SUCH_DESTINATION,
                    TOO_MANY_SUBSCRIPTIONS,
                    TOO_MANY_ROOMS,
                    ROOM_FULL,
                    BAD_BODY,
                    NOT_SUPPORTED,
                    REFUSED,
                    ASK_OVER,
                    NO_REPLIES,
                    TOO_MANY_ASKS,
                    ANSWERS_FULL,
                    TOO_MANY_MESSAGES,
                    TOO_MANY_BYTES,
                    TOO_MANY_NEW_ROOMS,
                    TOO_MUCH_STORED,
                    ROOM_QUOTA,
                    STORAGE_FULL,
                    HELD_FULL,
                    ADDRESS_HELD_FULL,
                    SERVER_ERROR ->
                    false;
        };
    }

    /**
     * Whether the client did nothing wrong, because it could not know that it was too late. If such
     * a client does not listen for errors, it is told nothing and stays connected. For any other
     * code it is closed, because that is better than not being told.
     */
    public boolean isNobodysFault() {
        return this == ASK_OVER || this == ANSWERS_FULL;
    }

    /** One sentence for people. It may be shown to anybody. */
    public String meaning() {
        return meaning;
    }

    /** The name of this code for clients, such as {@code bad-frame}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
