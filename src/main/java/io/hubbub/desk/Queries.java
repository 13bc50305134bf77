package io.hubbub.desk;

import io.hubbub.client.Origin;
import io.hubbub.engine.From;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.presence.Presence;
import io.hubbub.room.Rooms;
import io.hubbub.security.Authenticator;
import io.hubbub.security.Identity;
import io.hubbub.security.Users;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides and does each {@link Query}. Each one is decided by itself: nothing is remembered of a
 * caller. Middlewares, engines and the check of a login may block. Safe for every thread.
 */
public final class Queries {

    private static final Logger log = LoggerFactory.getLogger(Queries.class);

    /** A guest without a client has no name that others could know. */
    private static final User GUEST = User.guest("guest-http");

    private static final Refusal NOT_ALLOWED = new Refusal(ErrorCode.NOT_ALLOWED);

    private final Authenticator authenticator;
    private final Users users;
    private final Guard guard;
    private final Function<String, @Nullable RoomLogs> logs;
    private final Presence presence;
    private final Rooms rooms;

    /**
     * @param logs what keeps a namespace's messages; null if nothing does
     */
    public Queries(
            Authenticator authenticator,
            Users users,
            Guard guard,
            Function<String, @Nullable RoomLogs> logs,
            Presence presence,
            Rooms rooms) {
        this.authenticator = authenticator;
        this.users = users;
        this.guard = guard;
        this.logs = logs;
        this.presence = presence;
        this.rooms = rooms;
    }

    /** Decides a query, then lets it take effect in the caller's turn. */
    <T> Result<T> handle(
            QueryCaller caller,
            Query query,
            Function<Supplier<Result<QueryAnswer>>, Result<T>> turn) {
        return switch (admit(caller, query.right())) {
            case Result.Refused<User> refused -> Result.refused(refused.refusal());
            case Result.Done<User>(User user) ->
                    switch (query) {
                        case Query.Impossible impossible -> Result.refused(impossible.why());
                        case Query.Messages messages -> turn.apply(() -> messages(messages));
                        case Query.People people -> turn.apply(() -> people(people));
                        case Query.Deletion(RoomName room) -> turn.apply(() -> delete(room, user));
                    };
        };
    }

    // ---------------------------------------------------------------- decided

    /**
     * Decides whether a caller has a right.
     *
     * @return the user that the caller is now
     */
    private Result<User> admit(QueryCaller caller, Query.Right right) {
        return switch (right) {
            case Query.Right.Enter(String namespace) -> enter(caller, namespace);
            case Query.Right.Administer() -> administer(caller);
        };
    }

    private Result<User> enter(QueryCaller caller, String namespace) {
        return switch (user(caller)) {
            case Result.Refused<User> refused -> refused;
            case Result.Done<User>(User user) -> {
                Refusal refusal =
                        guard.enter(
                                new WithoutClient(users, user, caller.origin()),
                                namespace,
                                caller.headers());
                yield refusal == null ? Result.done(user) : Result.refused(refusal);
            }
        };
    }

    /** One answer for everybody else: what is wrong with their login does not matter here. */
    private Result<User> administer(QueryCaller caller) {
        return user(caller) instanceof Result.Done<User>(User user)
                        && user.roles().contains("ADMIN")
                        && !users.isLocked(user.name())
                ? Result.done(user)
                : Result.refused(NOT_ALLOWED);
    }

    /** The user as it is now. */
    private Result<User> user(QueryCaller caller) {
        if (caller.principal() == null) {
            return Result.done(GUEST);
        }
        return switch (authenticator.known(caller.principal())) {
            case Result.Refused<Identity> refused -> Result.refused(refused.refusal());
            case Result.Done<Identity>(Identity identity) ->
                    Result.done(users.asOfNow(identity.user()));
        };
    }

    /** A caller at the guard. The middlewares are told an id that no client has. */
    private record WithoutClient(Users users, User asked, Origin origin) implements Entrant {

        @Override
        public User user() {
            return users.asOfNow(asked);
        }

        @Override
        public String id() {
            return "http-" + UUID.randomUUID();
        }

        @Override
        public boolean hasEntered(String namespace) {
            return false;
        }

        @Override
        public @Nullable Refusal entered(String namespace, User user) {
            return null;
        }
    }

    // ---------------------------------------------------------------- done

    private Result<QueryAnswer> messages(Query.Messages query) {
        RoomLogs kept = logs.apply(query.room().namespace());
        if (kept == null) {
            return Result.refused(
                    new Refusal(ErrorCode.NO_SUCH_DESTINATION, "Nothing is kept here"));
        }
        return switch (query.window()) {
            case Result.Refused<Query.Window> refused -> Result.refused(refused.refusal());
            case Result.Done<Query.Window>(Query.Window window) ->
                    Result.done(
                            new QueryAnswer.Messages(
                                    kept.read(
                                            query.room(),
                                            from(kept, query.room(), window.start()),
                                            window.limit(),
                                            window.bytes())));
        };
    }

    private static From from(RoomLogs kept, RoomName room, Query.Start start) {
        return switch (start) {
            case Query.Start.After(Position position) ->
                    new From.After(offset(kept, room, position));
            case Query.Start.Before(Position position) ->
                    new From.Before(offset(kept, room, position));
            case Query.Start.Newest() -> From.END;
        };
    }

    /** The offset of a position; 0 if the position is of another past of the room. */
    private static long offset(RoomLogs kept, RoomName room, Position position) {
        return position.epoch().equals(kept.span(room).epoch()) ? position.offset() : 0;
    }

    private Result<QueryAnswer> people(Query.People query) {
        return switch (query.limit()) {
            case Result.Refused<Integer> refused -> Result.refused(refused.refusal());
            case Result.Done<Integer>(Integer limit) -> {
                Presence.Reading reading =
                        presence.read(query.room(), query.after(), limit)
                                .toCompletableFuture()
                                .join();
                yield reading == null
                        ? Result.refused(new Refusal(ErrorCode.NO_SUCH_DESTINATION))
                        : Result.done(new QueryAnswer.People(reading));
            }
        };
    }

    private Result<QueryAnswer> delete(RoomName room, User administrator) {
        try {
            return rooms.space().delete(room, administrator.name())
                    ? Result.done(new QueryAnswer.Deleted())
                    : Result.refused(
                            new Refusal(ErrorCode.NO_SUCH_DESTINATION, "Nothing is kept there"));
        } catch (UncheckedIOException e) {
            log.warn("The room {} could not be deleted", room, e);
            return Result.refused(new Refusal(ErrorCode.STORAGE_FULL, "It cannot be deleted now"));
        }
    }
}
