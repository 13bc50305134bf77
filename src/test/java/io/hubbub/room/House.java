package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.client.Limits;
import io.hubbub.due.FakeAlarm;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.namespace.Policy;
import io.hubbub.namespace.Who;
import io.hubbub.question.QuestionLimits;
import io.hubbub.question.Questions;
import io.hubbub.replay.ReplayRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rooms over a {@link Core}. A room is written as {@code namespace/room}. Epochs are e1, e2, ...
 * and questions q1, q2, ...
 */
public final class House {

    public static final Policy OPEN = new Policy(new Who.Anyone(), new Who.Anyone(), 0, 0);

    private final AtomicInteger questionIds = new AtomicInteger();

    public final Core core;
    public final FakeAlarm alarm = new FakeAlarm();
    public final Questions questions;
    public final Rooms rooms;

    public House(int lanes) {
        this(lanes, Core.limits(1_000_000, 100));
    }

    public House(int lanes, Limits limits) {
        this(lanes, limits, Keeping.nothing());
    }

    public House(int lanes, Limits limits, Stores stores) {
        core = new Core(lanes, limits);
        questions =
                new Questions(
                        limits.of(QuestionLimits.class),
                        alarm,
                        () -> "q" + questionIds.incrementAndGet(),
                        Runnable::run);
        rooms = new Rooms(core.clients, core.lanes, core.events, questions, stores, Keeping.UNSEEN);
    }

    public Peer connect() {
        return core.connect();
    }

    /** A client that is a member of the rooms; its subscription ids are the rooms' names. */
    public Peer member(String... joined) {
        Peer peer = connect();
        for (String room : joined) {
            join(peer, room, room);
        }
        return peer;
    }

    public Refusal join(Peer peer, String room, String id) {
        return join(peer.client(), room, id, OPEN);
    }

    public Refusal join(Client client, String room, String id, Policy policy) {
        return Joins.join(
                rooms, client, name(room), policy, id, id, ReplayRequest.LIVE, Joined.NOTHING);
    }

    public boolean leave(Peer peer, String id) {
        return rooms.leave(peer.client(), id, _ -> {});
    }

    public void publish(String body, String... targets) {
        rooms.publish(to(body, targets), _ -> {});
    }

    public void run() {
        core.run();
    }

    public static Publication to(String body, String... targets) {
        return new Publication(Routing.to(names(targets)), false, message(body));
    }

    public static Message message(String body) {
        return message(body, null);
    }

    /** A message that a client sent. */
    public static Message message(String body, @Nullable Client sender) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String id = sender == null ? null : sender.id();
        return new Message("message", null, Map.of(), bytes, null, id, 0);
    }

    public static List<RoomName> names(String... rooms) {
        return Stream.of(rooms).map(House::name).toList();
    }

    public static RoomName name(String written) {
        int slash = written.indexOf('/');
        return new RoomName(written.substring(0, slash), written.substring(slash + 1));
    }

    public static Policy bounded(int maxRooms, int maxMembers) {
        return new Policy(new Who.Anyone(), new Who.Anyone(), maxRooms, maxMembers);
    }
}
