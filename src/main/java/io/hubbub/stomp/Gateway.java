package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import io.hubbub.desk.Cost;
import io.hubbub.desk.RateLimit;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.RoomName;
import io.hubbub.presence.Presence;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.ReplayStart;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import io.hubbub.security.Verdict;
import io.hubbub.wire.Dialect;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

/**
 * The one handler of {@code clientInboundChannel}. It stands where Spring's simple broker would:
 * rooms are handled here, application destinations go on to the controllers.
 */
final class Gateway implements MessageHandler {

    /** In larger rooms it is not told to every member who comes and who goes. */
    private static final int ANNOUNCED = 500;

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

    private final Rooms rooms;
    private final Presence presence;
    private final Gate gate;
    private final Sends sends;
    private final Logins logins;
    private final MessageHandler controllers;

    Gateway(
            Rooms rooms,
            Presence presence,
            Gate gate,
            Sends sends,
            Logins logins,
            MessageHandler controllers) {
        this.rooms = rooms;
        this.presence = presence;
        this.gate = gate;
        this.sends = sends;
        this.logins = logins;
        this.controllers = controllers;
    }

    /**
     * @throws RefusedException where it is refused
     */
    @Override
    public void handleMessage(Message<?> message) {
        StompHeaderAccessor headers = Inbound.headers(message);
        StompCommand command = headers.getCommand();
        if (command == null) {
            throw new IllegalArgumentException("Not a STOMP message");
        }
        switch (command) {
            case SUBSCRIBE -> subscribe(message, headers);
            case UNSUBSCRIBE -> unsubscribe(Inbound.client(message), headers);
            case SEND -> send(message);
            default -> {
                // CONNECT and DISCONNECT pass through the channel for the interceptors' sake.
            }
        }
    }

    private void send(Message<?> message) {
        switch (Inbound.destination(message)) {
            case Destination.Topic topic -> sends.toRoom(message, topic.room());
            case Destination.Presence there -> show(message, there.room());
            case Destination.Reply reply -> sends.answer(message, reply);
            case Destination.Session session when session.path().equals("token") -> renew(message);
            case Destination.Session _ ->
                    throw new Refusal(ErrorCode.NO_SUCH_DESTINATION).asException();
            default -> controllers.handleMessage(message);
        }
    }

    private void renew(Message<?> message) {
        RateLimit.charge(Cost.TOKEN);
        Refusal refusal = logins.renew(Inbound.client(message), (byte[]) message.getPayload());
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    private void subscribe(Message<?> message, StompHeaderAccessor headers) {
        Client client = Inbound.client(message);
        Destination destination = Inbound.destination(message);
        String ack = headers.getFirstNativeHeader("ack");
        boolean offered =
                ack == null
                        || ack.equals("auto")
                        || (acknowledges(headers)
                                && !(destination instanceof Destination.Presence));
        if (!offered) {
            throw new Refusal(
                            ErrorCode.NOT_SUPPORTED, "This way to acknowledge is not offered here")
                    .asException();
        }
        switch (destination) {
            case Destination.Topic topic -> join(client, topic.room(), headers);
            case Destination.Presence there -> watch(client, there.room(), headers);
            case Destination.Private there ->
                    add(client, new Source.Private(there.path()), headers);
            default -> {
                String written = headers.getDestination();
                Source source = new Source.Application(written == null ? "" : written);
                Subscription added = add(client, source, headers);
                Completion.undoCurrent(() -> {
                    if (client.subscription(added.id()) == added) {
                        client.unsubscribe(added.id());
                    }
                });
                controllers.handleMessage(message);
            }
        }
    }

    /** Sets what a client shows of itself in a room. */
    private void show(Message<?> message, RoomName room) {
        Client client = Inbound.client(message);
        refuseIf(
                presence.state(
                        client,
                        room,
                        rooms.isMember(client, room),
                        (byte[]) message.getPayload(),
                        Completion.beginCurrent()));
    }

    private void watch(Client client, RoomName room, StompHeaderAccessor headers) {
        RateLimit.charge(Cost.listing(rooms.memberCount(room)));
        Runnable watched = Completion.beginCurrent();
        // A role that is taken away meanwhile is seen here, or finds the subscription.
        synchronized (client) {
            refuseIf(
                    switch (gate.enter(client.user(), room.namespace())) {
                        case Verdict.Refused refused -> refused.refusal();
                        case Verdict.Allowed _ ->
                                presence.watch(
                                        client,
                                        room,
                                        id(headers),
                                        Inbound.writtenId(headers),
                                        _ -> watched.run());
                    });
        }
    }

    private static void refuseIf(@Nullable Refusal refusal) {
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    private void join(Client client, RoomName room, StompHeaderAccessor headers) {
        ReplayRequest wish = wish(headers);
        // May wait, and so not under the client's monitor.
        boolean unused = rooms.space().makeSpace(room);
        RateLimit flow = RateLimit.current();
        RateLimit.charge(Cost.message(1, Math.min(rooms.memberCount(room), ANNOUNCED)));
        Refusal refusal;
        // A role that is taken away meanwhile is seen here, or finds the subscription.
        synchronized (client) {
            refusal =
                    switch (gate.enter(client.user(), room.namespace())) {
                        case Verdict.Refused refused -> refused.refusal();
                        case Verdict.Allowed allowed -> {
                            Completion current = Completion.CURRENT.get();
                            Runnable joined = current.begin();
                            yield rooms.join(
                                    client,
                                    room,
                                    allowed.namespace().policy(),
                                    id(headers),
                                    dialect(client, headers),
                                    wish,
                                    (start, replay) -> {
                                        if (flow != null) {
                                            flow.owe(Cost.replay(start.missed()));
                                        }
                                        current.follow(replay);
                                        current.acknowledgeOnLane(findings(start, wish));
                                        joined.run();
                                    },
                                    true);
                        }
                    };
        }
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    /**
     * What a SUBSCRIBE wants of what was said before.
     *
     * @throws RefusedException where its headers cannot be read
     */
    private static ReplayRequest wish(StompHeaderAccessor headers) {
        String written = headers.getFirstNativeHeader("since");
        Position since = written == null ? null : Position.parse(written);
        if (written != null && since == null) {
            throw new Refusal(ErrorCode.BAD_FRAME, "since is a message-id of the room")
                    .asException();
        }
        String history = headers.getFirstNativeHeader("history");
        if (history == null) {
            return since == null ? ReplayRequest.LIVE : new ReplayRequest(since, ReplayRequest.ALL);
        }
        if (!COUNT.matcher(history).matches()) {
            throw new Refusal(ErrorCode.BAD_FRAME, "history is a number of messages").asException();
        }
        return new ReplayRequest(since, Integer.parseInt(history));
    }

    /** What RECEIPT says of where a subscription begins. */
    private static Map<String, String> findings(ReplayStart start, ReplayRequest wish) {
        Map<String, String> findings = new LinkedHashMap<>();
        findings.put("position", start.live().toString());
        if (!wish.equals(ReplayRequest.LIVE)) {
            findings.put("missed", Long.toString(start.missed()));
        }
        if (start.recovered() != null) {
            findings.put("recovered", start.recovered().toString());
        }
        if (start.gap() instanceof ReplayStart.Gap(long lost, long skipped)) {
            findings.put("lost", Long.toString(lost));
            if (skipped > 0) {
                findings.put("skipped", Long.toString(skipped));
            }
        }
        return findings;
    }

    private static Subscription add(Client client, Source source, StompHeaderAccessor headers) {
        Dialect dialect = dialect(client, headers);
        Subscription wanted = new Subscription(client, id(headers), source, dialect);
        Refusal refusal = client.subscribe(wanted);
        if (refusal != null) {
            throw refusal.asException();
        }
        return wanted;
    }

    /** Whether the client says of each message, or of all up to one, that it has it. */
    private static boolean acknowledges(StompHeaderAccessor headers) {
        String ack = headers.getFirstNativeHeader("ack");
        return ack != null && (ack.equals("client") || ack.equals("client-individual"));
    }

    /** Members that acknowledge share bytes among themselves, and the others theirs. */
    private static Dialect dialect(Client client, StompHeaderAccessor headers) {
        StompFormat format = (StompFormat) client.format();
        return (acknowledges(headers) ? format.acknowledged() : format)
                .dialect(Inbound.writtenId(headers));
    }

    private void unsubscribe(Client client, StompHeaderAccessor headers) {
        Runnable left = Completion.beginCurrent();
        if (!rooms.leave(client, id(headers), _ -> left.run())
                && !presence.unwatch(client, id(headers), _ -> left.run())) {
            client.unsubscribe(id(headers));
            left.run();
        }
    }

    private static String id(StompHeaderAccessor headers) {
        String id = headers.getSubscriptionId();
        if (id == null) {
            throw new Refusal(ErrorCode.BAD_FRAME, "An id is missing").asException();
        }
        return id;
    }
}
