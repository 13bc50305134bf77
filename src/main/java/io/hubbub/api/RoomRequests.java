package io.hubbub.api;

import io.hubbub.client.Origin;
import io.hubbub.engine.From;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.RoomName;
import io.hubbub.presence.Presence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads rooms over HTTP. Who may not enter a namespace is told nothing of it, not even whether
 * there is one.
 */
@RestController
final class RoomRequests {

    static final int LIMIT = 50;

    static final int MOST = 1_000;

    /** Past so many bytes of messages no further one goes into an answer. */
    static final int MOST_BYTES = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(RoomRequests.class);

    /** What is said of a request that was not answered, as of a frame. */
    record Failure(String code, String message) {}

    private final Readers readers;
    private final Presence presence;
    private final Function<String, @Nullable RoomLogs> logs;
    private final JsonMapper json;
    private final Listings listings;

    /**
     * @param logs what keeps a namespace's messages; null for nothing
     */
    RoomRequests(
            Readers readers,
            Presence presence,
            Function<String, @Nullable RoomLogs> logs,
            JsonMapper json) {
        this.readers = readers;
        this.presence = presence;
        this.logs = logs;
        this.json = json;
        listings = new Listings(json);
    }

    @GetMapping("/api/namespaces/{namespace}/rooms/**")
    ResponseEntity<byte[]> read(HttpServletRequest request) {
        try {
            return answer(200, body(request));
        } catch (RefusedException e) {
            return answer(e.refusal());
        } catch (RuntimeException e) {
            log.error("A room could not be read", e);
            return answer(new Refusal(ErrorCode.SERVER_ERROR));
        }
    }

    private byte[] body(HttpServletRequest request) {
        String uri = request.getRequestURI().substring(request.getContextPath().length());
        RoomPath path = RoomPath.parse(uri);
        if (path == null) {
            throw new Refusal(ErrorCode.BAD_DESTINATION, "The path is not well-formed")
                    .asException();
        }
        Refusal refusal =
                readers.refusal(
                        request.getUserPrincipal(),
                        origin(request),
                        path.namespace(),
                        headers(request));
        if (refusal != null) {
            throw refusal.asException();
        }
        RoomName room = room(path, request);
        return switch (path.what()) {
            case "messages" -> messages(room, request);
            case "presence" -> presence(room, request);
            default -> throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
        };
    }

    private static RoomName room(RoomPath path, HttpServletRequest request) {
        String inPath = path.room();
        String name = inPath != null ? inPath : request.getParameter("room");
        return switch (Destination.room(path.namespace(), name == null ? "" : name)) {
            case Destination.Topic topic -> topic.room();
            case Destination.Malformed malformed ->
                    throw new Refusal(ErrorCode.BAD_DESTINATION, malformed.reason()).asException();
            default -> throw new IllegalStateException("A room's name was read as no room");
        };
    }

    private byte[] presence(RoomName room, HttpServletRequest request) {
        Presence.Reading reading =
                presence.read(room, request.getParameter("after"), number(request, "limit", LIMIT));
        if (reading == null) {
            throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
        }
        return listings.of(reading);
    }

    private byte[] messages(RoomName room, HttpServletRequest request) {
        RoomLogs kept = logs.apply(room.namespace());
        if (kept == null) {
            throw new Refusal(ErrorCode.NO_SUCH_DESTINATION, "Nothing is kept here").asException();
        }
        List<String> given = new ArrayList<>(List.of("since", "before", "last"));
        given.removeIf(name -> request.getParameter(name) == null);
        if (given.size() > 1) {
            throw bad("One of since, before and last can be given");
        }
        int limit = number(request, "limit", LIMIT);
        String start = given.isEmpty() ? "" : given.getFirst();
        From from =
                switch (start) {
                    // Of another past, or none: all that is kept comes after it, nothing before.
                    case "since" -> new From.After(offset(request, start, kept.span(room).epoch()));
                    case "before" ->
                            new From.Before(offset(request, start, kept.span(room).epoch()));
                    default -> From.END;
                };
        int most =
                start.equals("last")
                        ? Math.min(
                                number(request, "last", LIMIT),
                                request.getParameter("limit") == null ? MOST : limit)
                        : limit;
        return listings.of(kept.read(room, from, most, MOST_BYTES));
    }

    /** The offset of a position that is written; 0 where it is of another epoch. */
    private static long offset(HttpServletRequest request, String name, String epoch) {
        Position position = Position.parse(request.getParameter(name));
        if (position == null) {
            throw bad(name + " is a position, as in a message-id");
        }
        return position.epoch().equals(epoch) ? position.offset() : 0;
    }

    /** How many are wanted: no more than {@link #MOST}, whatever is asked for. */
    private static int number(HttpServletRequest request, String name, int standard) {
        String written = request.getParameter(name);
        if (written == null) {
            return standard;
        }
        if (!written.matches("[0-9]{1,9}") || Integer.parseInt(written) == 0) {
            throw bad(name + " is a number from 1 to " + MOST);
        }
        return Math.min(Integer.parseInt(written), MOST);
    }

    private static Origin origin(HttpServletRequest request) {
        HttpSession session = request.getUserPrincipal() == null ? null : request.getSession(false);
        return new Origin(
                "http",
                request.getRemoteAddr(),
                session == null ? null : Origin.sessionKey(session.getId()));
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> own = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-")) {
                own.put(lower, request.getHeader(name));
            }
        }
        return own;
    }

    private static RefusedException bad(String message) {
        return new Refusal(ErrorCode.BAD_FRAME, message).asException();
    }

    private ResponseEntity<byte[]> answer(Refusal refusal) {
        Failure failure = new Failure(refusal.word(), refusal.message());
        return answer(refusal.code().status(), json.writeValueAsBytes(failure));
    }

    /** What is true now is kept nowhere on the way: the next who asks may be somebody else. */
    private static ResponseEntity<byte[]> answer(int status, byte[] body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
