package io.hubbub.api;

import io.hubbub.client.Origin;
import io.hubbub.desk.Readers;
import io.hubbub.engine.From;
import io.hubbub.engine.RoomLogs;
import io.hubbub.http.Answers;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.presence.Presence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
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
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
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

    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final Readers readers;
    private final Allowance allowance;
    private final Answers answers;
    private final Presence presence;
    private final Function<String, @Nullable RoomLogs> logs;
    private final JsonMapper json;
    private final Listings listings;

    /**
     * @param logs what keeps a namespace's messages; null for nothing
     */
    RoomRequests(
            Readers readers,
            Allowance allowance,
            Answers answers,
            Presence presence,
            Function<String, @Nullable RoomLogs> logs,
            JsonMapper json) {
        this.readers = readers;
        this.allowance = allowance;
        this.answers = answers;
        this.presence = presence;
        this.logs = logs;
        this.json = json;
        listings = new Listings(json);
    }

    @GetMapping("/api/namespaces/{namespace}/rooms/**")
    void read(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> payers = Allowance.payers(request.getUserPrincipal(), origin(request));
        Allowance.Excess excess = allowance.enter(payers);
        if (excess != null) {
            refuse(response, excess.refusal(), excess.comeBack());
            return;
        }
        Refusal refusal;
        try {
            byte[] found = body(request, payers);
            head(response, 200);
            refusal = answers.write(request, response, found);
        } catch (RefusedException e) {
            refusal = e.refusal();
        } catch (RuntimeException e) {
            log.error("A room could not be read", e);
            refusal = new Refusal(ErrorCode.SERVER_ERROR);
        }
        if (refusal != null) {
            refuse(response, refusal, Duration.ZERO);
        }
    }

    private byte[] body(HttpServletRequest request, List<String> payers) {
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
            case "messages" -> allowance.read(payers, () -> messages(room, request));
            case "presence" -> allowance.read(payers, () -> presence(room, request));
            default -> throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
        };
    }

    private static RoomName room(RoomPath path, HttpServletRequest request) {
        String inPath = path.room();
        String name = inPath != null ? inPath : request.getParameter("room");
        return switch (RoomName.parse(path.namespace(), name == null ? "" : name)) {
            case Result.Done<RoomName> room -> room.value();
            case Result.Refused<RoomName> refused -> throw refused.refusal().asException();
        };
    }

    private byte[] presence(RoomName room, HttpServletRequest request) {
        Presence.Reading reading =
                presence.read(room, request.getParameter("after"), number(request, "limit", LIMIT))
                        .toCompletableFuture()
                        .join();
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

    private void refuse(HttpServletResponse response, Refusal refusal, Duration wait)
            throws IOException {
        head(response, refusal.code().status());
        if (response.getStatus() == TOO_MANY || response.getStatus() == UNAVAILABLE) {
            long seconds = wait.plusSeconds(1).minusNanos(1).toSeconds();
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, seconds)));
        }
        Failure failure = new Failure(refusal.word(), refusal.message());
        response.getOutputStream().write(json.writeValueAsBytes(failure));
    }

    /** What is true now is kept nowhere on the way: the next who asks may be somebody else. */
    private static void head(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    }
}
