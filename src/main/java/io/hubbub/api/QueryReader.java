package io.hubbub.api;

import io.hubbub.client.Origin;
import io.hubbub.desk.Query;
import io.hubbub.desk.QueryCaller;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a request asks for, and who asks. It decides nothing. */
final class QueryReader {

    static final int LIMIT = 50;

    static final int MOST = 1_000;

    /** Past so many bytes of messages no further one goes into an answer. */
    static final int MOST_BYTES = 1024 * 1024;

    private QueryReader() {}

    /** Who asks. */
    static QueryCaller caller(HttpServletRequest request) {
        return new QueryCaller(request.getUserPrincipal(), origin(request), headers(request));
    }

    static Origin origin(HttpServletRequest request) {
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

    /** What a GET asks for; null if its path has no form that there is. */
    static @Nullable Query reading(HttpServletRequest request) {
        RoomPath path = RoomPath.parse(path(request));
        if (path == null) {
            return null;
        }
        if (!isReadable(request)) {
            return impossible(
                    path, new Refusal(ErrorCode.BAD_FRAME, "The query is not well-formed"));
        }
        return switch (RoomName.parse(path.namespace(), room(path, request))) {
            case Result.Refused<RoomName> refused -> impossible(path, refused.refusal());
            case Result.Done<RoomName>(RoomName room) ->
                    switch (path.what()) {
                        case "messages" -> new Query.Messages(room, window(request));
                        case "presence" ->
                                new Query.People(
                                        room,
                                        request.getParameter("after"),
                                        number(request, "limit", LIMIT));
                        default -> impossible(path, new Refusal(ErrorCode.NO_SUCH_DESTINATION));
                    };
        };
    }

    private static Query impossible(RoomPath path, Refusal why) {
        return new Query.Impossible(new Query.Right.Enter(path.namespace()), why);
    }

    /** What a DELETE asks for. */
    static Query deletion(HttpServletRequest request) {
        RoomPath path = RoomPath.ofRoom(path(request));
        return path != null
                        && isReadable(request)
                        && RoomName.isNamespace(path.namespace())
                        && RoomName.parse(path.namespace(), room(path, request))
                                instanceof Result.Done<RoomName>(RoomName room)
                ? new Query.Deletion(room)
                : new Query.Impossible(
                        new Query.Right.Administer(), new Refusal(ErrorCode.BAD_DESTINATION));
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /** Whether the parameters can be read. They cannot if their encoding is none. */
    private static boolean isReadable(HttpServletRequest request) {
        try {
            request.getParameterMap();
            return true;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false;
        }
    }

    /** The room as the path or else a parameter names it; empty if neither does. */
    private static String room(RoomPath path, HttpServletRequest request) {
        String name = path.room() != null ? path.room() : request.getParameter("room");
        return name == null ? "" : name;
    }

    private static Result<Query.Window> window(HttpServletRequest request) {
        List<String> given = new ArrayList<>(List.of("since", "before", "last"));
        given.removeIf(name -> request.getParameter(name) == null);
        if (given.size() > 1) {
            return bad("One of since, before and last can be given");
        }
        return switch (number(request, "limit", LIMIT)) {
            case Result.Refused<Integer> refused -> Result.refused(refused.refusal());
            case Result.Done<Integer>(Integer limit) ->
                    window(request, given.isEmpty() ? "" : given.getFirst(), limit);
        };
    }

    /**
     * @param start the parameter that says where the window begins; empty if none does
     */
    private static Result<Query.Window> window(
            HttpServletRequest request, String start, int limit) {
        return switch (start) {
            case "since", "before" -> {
                Position position = Position.parse(request.getParameter(start));
                if (position == null) {
                    yield bad(start + " is a position, as in a message-id");
                }
                Query.Start from =
                        start.equals("since")
                                ? new Query.Start.After(position)
                                : new Query.Start.Before(position);
                yield Result.done(new Query.Window(from, limit, MOST_BYTES));
            }
            case "last" ->
                    switch (number(request, "last", LIMIT)) {
                        case Result.Refused<Integer> refused -> Result.refused(refused.refusal());
                        case Result.Done<Integer>(Integer last) -> {
                            int most = request.getParameter("limit") == null ? MOST : limit;
                            yield newest(Math.min(last, most));
                        }
                    };
            default -> newest(limit);
        };
    }

    private static Result<Query.Window> newest(int limit) {
        return Result.done(new Query.Window(new Query.Start.Newest(), limit, MOST_BYTES));
    }

    /** How many are wanted: no more than {@link #MOST}, whatever is asked for. */
    private static Result<Integer> number(HttpServletRequest request, String name, int standard) {
        String written = request.getParameter(name);
        if (written == null) {
            return Result.done(standard);
        }
        if (!written.matches("[0-9]{1,9}") || Integer.parseInt(written) == 0) {
            return bad(name + " is a number from 1 to " + MOST);
        }
        return Result.done(Math.min(Integer.parseInt(written), MOST));
    }

    private static <T> Result<T> bad(String message) {
        return Result.refused(new Refusal(ErrorCode.BAD_FRAME, message));
    }
}
