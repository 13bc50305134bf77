package io.hubbub.message;

import java.util.Locale;

/**
 * Every way in which Hubbub says no: the one table for STOMP ({@code code} header and body), HTTP
 * (status) and WebSocket (close code). Of the close codes, 4000 to 4499 say "come back", 4500 to
 * 4999 say "do not: the next try would end the same way".
 */
public enum ErrorCode {
    /** The bytes are not a STOMP frame, or the frame breaks STOMP's rules. */
    BAD_FRAME(400, 4500, "The frame is not well-formed"),
    /** A frame is longer than {@code hubbub.limits.frame-size}. */
    FRAME_TOO_LARGE(413, 4501, "The frame is larger than this server takes"),
    /** A frame has more or longer headers than this server takes. */
    HEADERS_TOO_LARGE(431, 4502, "The headers are more or longer than this server takes"),
    /** None of the versions that the client accepts is spoken here. */
    UNSUPPORTED_VERSION(400, 4503, "None of the accepted STOMP versions is spoken here"),
    /** A frame other than CONNECT came first. */
    NOT_CONNECTED(400, 4504, "A CONNECT frame must come first"),
    /** The destination is missing, empty, or breaks the grammar. */
    BAD_DESTINATION(400, 4505, "The destination is not well-formed"),
    /**
     * The user may not do this; or there is no such place, which a guarded one never tells apart.
     */
    NOT_ALLOWED(403, 4506, "Not allowed"),
    /** Nothing here answers to this destination. */
    NO_SUCH_DESTINATION(404, 4507, "There is no such destination"),
    /** The client holds as many subscriptions as it may. */
    TOO_MANY_SUBSCRIPTIONS(429, 4508, "Too many subscriptions"),
    /** The namespace has as many rooms as its policy allows. */
    TOO_MANY_ROOMS(429, 4510, "Too many rooms"),
    /**
     * The user or the address made as many of the rooms there are as {@code hubbub.quotas} allow.
     */
    ROOM_QUOTA(429, 4526, "As many rooms as one may make are there"),
    /** The room has as many members as its namespace's policy allows. */
    ROOM_FULL(429, 4511, "The room is full"),
    /** The body is not what the destination takes. */
    BAD_BODY(400, 4512, "The body is not what this destination takes"),
    /** A part of STOMP that is not offered for this destination, or not at all. */
    NOT_SUPPORTED(501, 4513, "This is not offered here"),
    /** A middleware of the application refused it; its own code says why. */
    REFUSED(403, 4515, "Refused by the application"),
    /** The login, the password or the token is wrong; which of them is not told. */
    BAD_CREDENTIALS(401, 4516, "The credentials are not accepted"),
    /** The user is locked. */
    LOCKED(403, 4517, "This user is locked"),
    /** The user logged out of the session that this connection was made with. */
    LOGGED_OUT(401, 4518, "Logged out"),
    /** An answer came after its question was over. */
    ASK_OVER(404, 4519, "The question is over"),
    /** The client asks without a subscription for the answers. */
    NO_REPLIES(400, 4520, "Subscribe to /user/queue/replies before asking"),
    /** The client asks more at once than {@code hubbub.limits.asks-per-client} allows. */
    TOO_MANY_ASKS(429, 4521, "Too many questions are open"),
    /** The answers to one question are longer than {@code hubbub.limits.answers-size} together. */
    ANSWERS_FULL(413, 4522, "The answers are longer than this server takes"),
    /** The request was sent to a name that is not among {@code hubbub.transport.allowed-hosts}. */
    WRONG_HOST(421, 4523, "This server is not called by that name"),
    /** The client holds no subscription of that id. */
    UNKNOWN_SUBSCRIPTION(404, 4514, "There is no such subscription"),
    /** Somebody on the server disconnected this client on purpose. */
    DISCONNECTED(403, 4509, "Disconnected by the server"),
    /**
     * The client did not read fast enough: its outbox grew past {@code hubbub.limits.outbox-size}.
     */
    OUTBOX_FULL(429, 4000, "The client reads too slowly"),
    /** The client stopped: neither a heart-beat nor the answer to a ping came in time. */
    HEARTBEAT_LOST(408, 4001, "Nothing was heard from the client in time"),
    /** No CONNECT came in the time a client has for it. */
    CONNECT_TIMEOUT(408, 4002, "No CONNECT frame came in time"),
    /** The token was good until a moment ago; with a fresh one the client may come back. */
    TOKEN_EXPIRED(401, 4004, "The token has expired"),
    /**
     * Too many logins failed for this user or from this address; a later one is looked at again.
     */
    TOO_MANY_ATTEMPTS(429, 4005, "Too many failed logins, try again later"),
    /**
     * More logins with a password are under way, of this user, from this address or in all, than
     * this server works on at once.
     */
    TOO_MANY_LOGINS(429, 4016, "Too many logins at once, try again in a moment"),
    /** As many requests as {@code hubbub.http.requests-per-address} are being worked on. */
    TOO_MANY_REQUESTS(429, 4017, "Too many requests at once from this address"),
    /** As many requests as {@code hubbub.http.requests} are being worked on. */
    OVERLOADED(503, 4018, "The server has as much to do as it can, try again in a moment"),
    /** The client sends more frames than {@code hubbub.limits.messages-per-second}. */
    TOO_MANY_MESSAGES(429, 4006, "Messages come faster than this server takes them"),
    /** The client sends more than {@code hubbub.limits.bytes-per-second}. */
    TOO_MANY_BYTES(429, 4007, "Bytes come faster than this server takes them"),
    /** The user has as many clients as {@code hubbub.limits.clients-per-user} allows. */
    USER_FULL(429, 4008, "This user has too many clients"),
    /** The address has as many clients as {@code hubbub.limits.clients-per-address} allows. */
    ADDRESS_FULL(429, 4009, "Too many clients from this address"),
    /** Messages cannot be kept at the moment: the disk is full or cannot be written. */
    STORAGE_FULL(503, 4010, "Messages cannot be stored at the moment"),
    /**
     * What the client was to read next is gone already: it read more slowly than the room forgets.
     */
    HISTORY_GONE(410, 4011, "The messages to be read next are no longer kept"),
    /** The process holds {@code hubbub.limits.held-size} for all its clients together. */
    HELD_FULL(503, 4012, "The server holds as much for its clients as it can"),
    /** What is held for this address is {@code hubbub.limits.held-size-per-address}. */
    ADDRESS_HELD_FULL(429, 4013, "Too much is unfinished or unread from this address"),
    /** A frame was begun and not finished within {@code hubbub.limits.frame-time}. */
    FRAME_TIMEOUT(408, 4014, "A frame was begun and not finished in time"),
    /**
     * The user or the address makes rooms that are kept faster than {@code hubbub.quotas} allow.
     */
    TOO_MANY_NEW_ROOMS(429, 4020, "New rooms come faster than this server makes them"),
    /** The user or the address has more stored in an hour than {@code hubbub.quotas} allow. */
    TOO_MUCH_STORED(429, 4021, "More is to be stored than this server takes in an hour"),
    /** Something went wrong here; what it was stands in the server's log and nowhere else. */
    SERVER_ERROR(500, 4003, "Something went wrong on the server"),
    /** The server is going away. */
    SHUTTING_DOWN(503, 1012, "The server is restarting");

    private static final int FIRST_FINAL = 4500;

    private final int status;
    private final int closeCode;
    private final String meaning;

    ErrorCode(int status, int closeCode, String meaning) {
        this.status = status;
        this.closeCode = closeCode;
        this.meaning = meaning;
    }

    /** The HTTP status that says the same. */
    public int status() {
        return status;
    }

    /** The WebSocket close code that says the same. */
    public int closeCode() {
        return closeCode;
    }

    /**
     * Whether the same may be asked for a while later, on this connection or the next. Else it
     * would end the same way.
     */
    public boolean comesBack() {
        return closeCode < FIRST_FINAL;
    }

    /**
     * Whether the connection cannot go on: the client's view of the protocol is not ours. All else
     * is a refusal, after which a client that listens for errors may carry on.
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
     * Whether a client did nothing wrong: it could not know that it was too late. Where it listens
     * to no errors it is told nothing and lives on, while of all else it is better closed than not
     * told.
     */
    public boolean isNobodysFault() {
        return this == ASK_OVER || this == ANSWERS_FULL;
    }

    /** One sentence for people, safe to show to anybody. */
    public String meaning() {
        return meaning;
    }

    /** The table's own word for it: {@code bad-frame}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
