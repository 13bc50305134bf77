package io.hubbub.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Grant;
import io.hubbub.client.Origin;
import io.hubbub.contract.DeskFormat.Frame;
import io.hubbub.desk.Asker;
import io.hubbub.desk.Command;
import io.hubbub.desk.FrontDesk;
import io.hubbub.desk.Visit;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.middleware.Draft;
import io.hubbub.middleware.Options;
import io.hubbub.question.Answers;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client that hands its commands to the front desk itself. */
final class DeskParty implements Party, Asker {

    /** The end of the connection, among the frames. */
    private static final byte[] END = {};

    private final Client client;
    private final Visit visit;
    private final MemoryWire wire = new MemoryWire();
    private final Deque<Heard> heard = new ArrayDeque<>();
    private int commands;

    DeskParty(Clients clients, FrontDesk desk, @Nullable Grant grant) {
        Origin origin = new Origin("desk", "127.0.0.1", null);
        client = clients.open(grant, origin, DeskFormat.DESK, wire, null);
        visit = desk.open(client);
        client.connected(DeskFormat.DESK, HeartBeat.NONE);
        assertThat(client.announce(DeskFormat.DESK.heartbeat())).isNull();
    }

    @Override
    public String id() {
        return client.id();
    }

    @Override
    public Reply join(String room) {
        return command(
                room,
                name ->
                        new Command.Join(
                                name, room, DeskFormat.DESK, ReplayRequest.LIVE, Map.of()));
    }

    @Override
    public Reply leave(String room) {
        return command(room, _ -> new Command.Leave(room));
    }

    @Override
    public Reply publish(String room, String body, Map<String, String> options) {
        return command(room, name -> new Command.Publish(name, draft(name, body, options)));
    }

    @Override
    public Reply ask(String room, String body) {
        return command(room, n -> new Command.Ask(n, draft(n, body, Map.of()), 30_000, this));
    }

    @Override
    public Reply answer(String question, String body) {
        return command("main/any", n -> new Command.Answer(question, draft(n, body, Map.of())));
    }

    @Override
    public Reply watch(String room) {
        return command(room, name -> new Command.Watch(name, "watch " + room, null, Map.of()));
    }

    @Override
    public Reply fence() {
        return publish("main/nobody-is-here", "", Map.of());
    }

    private static Draft draft(RoomName room, String body, Map<String, String> options) {
        Map<String, String> headers = new HashMap<>(options);
        headers.keySet().removeIf(name -> !name.startsWith("x-"));
        return new Draft(
                options.getOrDefault("event", Message.MESSAGE),
                null,
                headers,
                body.getBytes(UTF_8),
                new Options(
                        !"false".equals(options.get("echo")),
                        false,
                        rooms(room, options.get("also")),
                        rooms(room, options.get("except"))),
                options.get("id"));
    }

    private static List<RoomName> rooms(RoomName beside, @Nullable String room) {
        return room == null ? List.of() : List.of(new RoomName(beside.namespace(), room));
    }

    /** Hands a command over, and reads until its reply comes. */
    private Reply command(String room, Function<RoomName, Command> command) {
        int number = commands++;
        visit.handle(read(room, command), null, null, reply -> tell(number, reply));
        while (true) {
            Frame frame = Objects.requireNonNull(next());
            if (frame.reply() == number) {
                return Objects.requireNonNull(frame.told());
            }
            keep(frame);
        }
    }

    /** Reads a room's name as every gateway does. */
    private static Result<Command> read(String room, Function<RoomName, Command> command) {
        String[] parts = room.split("/", 2);
        if (!parts[0].matches("[a-z0-9][a-z0-9-]{0,62}")) {
            return Result.refused(new Refusal(ErrorCode.BAD_DESTINATION));
        }
        return switch (RoomName.parse(parts[0], parts[1])) {
            case Result.Refused<RoomName>(Refusal refusal) -> Result.refused(refusal);
            case Result.Done<RoomName>(RoomName name) -> Result.done(command.apply(name));
        };
    }

    /** Any thread. The reply goes the way of everything that is sent to the client. */
    private void tell(int number, io.hubbub.desk.Reply reply) {
        switch (reply) {
            case io.hubbub.desk.Reply.Done _ -> send(number, null, null);
            case io.hubbub.desk.Reply.Published(Position position) -> send(number, null, position);
            case io.hubbub.desk.Reply.Joined(_, var start) ->
                    client.deliver(
                            DeskFormat.reply(number, new Reply(null, start.live().toString())));
            case io.hubbub.desk.Reply.Refused(Refusal refusal) ->
                    send(number, refusal.word(), null);
            case io.hubbub.desk.Reply.Uncertain _, io.hubbub.desk.Reply.Unknown _ ->
                    send(number, reply.toString(), null);
        }
    }

    private void send(int number, @Nullable String refusal, @Nullable Position position) {
        Reply told = new Reply(refusal, position == null ? null : position.toString());
        client.send(DeskFormat.reply(number, told));
    }

    @Override
    public boolean listens() {
        return true;
    }

    @Override
    public void tell(Answers answers) {
        String body = new String(answers.json(), UTF_8);
        client.send(DeskFormat.heard(new Heard("answers", "answers", body, null, null, null)));
    }

    private void keep(Frame frame) {
        if (frame.heard() != null) {
            heard.add(frame.heard());
        }
    }

    /** The next frame; null once the connection has ended. */
    private @Nullable Frame next() {
        byte[] bytes = wire.next();
        return bytes == END ? null : Frame.read(bytes);
    }

    @Override
    public Heard hear() {
        while (heard.isEmpty()) {
            keep(Objects.requireNonNull(next()));
        }
        return heard.remove();
    }

    @Override
    public List<Heard> heardSoFar() {
        List<Heard> all = new ArrayList<>(heard);
        heard.clear();
        return all;
    }

    @Override
    public void freeze() {
        wire.frozen = true;
    }

    @Override
    public String thaw() {
        wire.frozen = false;
        client.writable();
        String end = null;
        for (Frame frame = next(); frame != null; frame = next()) {
            end = frame.end() == null ? end : frame.end();
        }
        return String.valueOf(end);
    }

    @Override
    public void close() {
        client.leave(Departure.LEFT);
    }

    /** Takes whatever the lane writes. Frozen, it takes one frame and no more. */
    private final class MemoryWire implements Wire {

        /** Written by the lane, read by the test. */
        private final LinkedBlockingQueue<byte[]> written = new LinkedBlockingQueue<>();

        /** Set by the test, read by the lane. */
        private volatile boolean frozen;

        byte[] next() {
            try {
                byte[] frame = written.poll(60, TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("Nothing came in 60 s");
                }
                return frame;
            } catch (InterruptedException e) {
                throw new AssertionError("The test's time is over", e);
            }
        }

        @Override
        public int write(Queue<byte[]> frames, ByteBuffer scratch) {
            while (!frames.isEmpty()) {
                byte[] frame = frames.remove();
                written.add(frame);
                if (frozen) {
                    return frame.length;
                }
            }
            return 0;
        }

        @Override
        public void close(int code, String reason) {
            abort();
        }

        @Override
        public void abort() {
            written.add(END);
            Thread.startVirtualThread(client::ended);
        }
    }
}
