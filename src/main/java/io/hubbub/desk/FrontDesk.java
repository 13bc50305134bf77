package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespace;
import io.hubbub.presence.Presence;
import io.hubbub.rate.Cost;
import io.hubbub.rate.Rates;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place where what clients ask for is decided and done, whatever protocol they speak. Each
 * {@link Command} goes one way: the gate decides by the user as it is now; the middlewares decide,
 * and may change a message; then the command takes effect, and its {@link Reply} is told. Whoever
 * asks without being a client, as over HTTP, goes the same way with a {@link Query}.
 *
 * <p>Safe for every thread. No lock is held while a middleware runs.
 */
public final class FrontDesk {

    static final Refusal SHUTTING_DOWN = new Refusal(ErrorCode.SHUTTING_DOWN);

    /** In larger rooms it is not told to every member who comes and who goes. */
    private static final int ANNOUNCED = 500;

    private static final Refusal NOTHING_HERE = new Refusal(ErrorCode.NO_SUCH_DESTINATION);

    private final Guard guard;
    private final Publishing publishing;
    private final Queries queries;
    private final Rooms rooms;
    private final Presence presence;
    private final Gate gate;
    private final Logins logins;
    private final Rates rates;
    private final Drain drain;

    public FrontDesk(
            Guard guard,
            Publishing publishing,
            Queries queries,
            Rooms rooms,
            Presence presence,
            Gate gate,
            Logins logins,
            Rates rates,
            Drain drain) {
        this.guard = guard;
        this.publishing = publishing;
        this.queries = queries;
        this.rooms = rooms;
        this.presence = presence;
        this.gate = gate;
        this.logins = logins;
        this.rates = rates;
        this.drain = drain;
    }

    /** A client came; what it asks for goes through what is returned. */
    public Visit open(Client client) {
        return new Visit(this, client);
    }

    /**
     * Decides what a caller without a client asks for, and does it. May block.
     *
     * @param turn runs the effect of an admitted query, because callers may have to take turns with
     *     what is costly. It may refuse to, and may run the effect on another thread
     */
    public <T> Result<T> handle(
            QueryCaller caller,
            Query query,
            Function<Supplier<Result<QueryAnswer>>, Result<T>> turn) {
        return queries.handle(caller, query, turn);
    }

    /** How a client departs that is closed because of a refusal. */
    public static Departure departure(ErrorCode code) {
        return switch (code) {
            case SERVER_ERROR -> Departure.SERVER_ERROR;
            case USER_FULL, ADDRESS_FULL -> Departure.REFUSED;
            case TOO_MANY_MESSAGES, TOO_MANY_BYTES -> Departure.FLOODING;
            case SHUTTING_DOWN -> Departure.SHUTDOWN;
            case BAD_CREDENTIALS, TOO_MANY_ATTEMPTS -> Departure.BAD_CREDENTIALS;
            case TOKEN_EXPIRED -> Departure.TOKEN_EXPIRED;
            case LOCKED -> Departure.LOCKED;
            case HELD_FULL, ADDRESS_HELD_FULL -> Departure.HELD_FULL;
            default -> code.isFatal() ? Departure.PROTOCOL_ERROR : Departure.REFUSED;
        };
    }

    Drain drain() {
        return drain;
    }

    Rates rates() {
        return rates;
    }

    /** Decides a command, then lets it take effect, at once or at the end of a detour. */
    void handle(Command command, @Nullable Detour detour, Handling handling) {
        try {
            switch (guard.admit(handling.client(), command)) {
                case Result.Refused<Command> refused -> handling.refuse(refused.refusal());
                case Result.Done<Command> admitted when detour == null ->
                        perform(admitted.value(), handling);
                case Result.Done<Command> admitted -> detour.take(admitted.value(), handling);
            }
        } catch (RuntimeException e) {
            handling.fail(command, e);
        }
    }

    /** Lets an admitted command take effect. */
    void perform(Command command, Handling handling) {
        switch (command) {
            case Command.Publish publish ->
                    publishing.publish(publish.room(), publish.draft(), handling);
            case Command.Ask ask -> publishing.ask(ask, handling);
            case Command.Answer answer -> publishing.answer(answer, handling);
            case Command.Join join -> join(join, handling);
            case Command.Leave leave -> leave(leave, handling);
            case Command.Watch watch -> watch(watch, handling);
            case Command.Show show -> show(show, handling);
            case Command.Listen listen -> listen(listen, handling);
            case Command.Renew renew -> renew(renew, handling);
            case Command.Call _ -> handling.refuse(NOTHING_HERE);
            case Command.Impossible impossible -> handling.refuse(impossible.why());
        }
    }

    private void join(Command.Join join, Handling handling) {
        Client client = handling.client();
        RoomName room = join.room();
        handling.charge(Cost.message(1, Math.min(rooms.memberCount(room), ANNOUNCED)));
        handling.asks(join.replay());
        handling.refuseIf(
                rooms.join(
                        client,
                        room,
                        () -> gate.enter(client.user(), room.namespace()),
                        join.subscription(),
                        join.dialect(),
                        join.replay(),
                        handling));
    }

    private void leave(Command.Leave leave, Handling handling) {
        Client client = handling.client();
        String id = leave.subscription();
        if (!rooms.leave(client, id, handling) && !presence.unwatch(client, id, handling)) {
            client.unsubscribe(id);
            handling.done();
        }
    }

    private void watch(Command.Watch watch, Handling handling) {
        Client client = handling.client();
        RoomName room = watch.room();
        handling.charge(Cost.listing(rooms.memberCount(room)));
        Refusal refusal;
        // A role that is taken away meanwhile is seen here, or finds the subscription.
        synchronized (client) {
            refusal =
                    switch (gate.enter(client.user(), room.namespace())) {
                        case Result.Refused<Namespace> refused -> refused.refusal();
                        case Result.Done<Namespace> _ ->
                                presence.watch(
                                        client,
                                        room,
                                        watch.subscription(),
                                        watch.written(),
                                        handling);
                    };
        }
        handling.refuseIf(refusal);
    }

    private void show(Command.Show show, Handling handling) {
        Client client = handling.client();
        boolean member = rooms.isMember(client, show.room());
        handling.refuseIf(
                presence.state(client, show.room(), member, show.draft().body(), handling));
    }

    private void listen(Command.Listen listen, Handling handling) {
        Client client = handling.client();
        Source source = new Source.Private(listen.path());
        Refusal refusal =
                client.subscribe(
                        new Subscription(client, listen.subscription(), source, listen.dialect()));
        if (refusal == null) {
            handling.done();
        } else {
            handling.refuse(refusal);
        }
    }

    private void renew(Command.Renew renew, Handling handling) {
        handling.charge(Cost.TOKEN);
        Refusal refusal = logins.renew(handling.client(), renew.token());
        if (refusal == null) {
            handling.done();
        } else {
            handling.refuse(refusal);
        }
    }
}
