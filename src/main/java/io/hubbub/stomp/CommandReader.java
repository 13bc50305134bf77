package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.client.Client;
import io.hubbub.desk.Command;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.HeaderName;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.middleware.Draft;
import io.hubbub.middleware.Options;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.stomp.frame.Destination;
import io.hubbub.stomp.frame.StompFormat;
import io.hubbub.stomp.frame.StompFrame;
import io.hubbub.wire.Dialect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeTypeUtils;

/** Reads what a SEND, SUBSCRIBE or UNSUBSCRIBE asks for. It decides nothing. */
final class CommandReader {

    /** The most rooms that {@code also} or {@code except} may name. */
    private static final int MAX_ROOMS = 32;

    /** The longest id that a sender may give to a message. */
    private static final int MAX_ID = 100;

    /** A number with more digits is a mistake. */
    private static final int MAX_DIGITS = 9;

    private static final Refusal NO_SUCH_DESTINATION = new Refusal(ErrorCode.NO_SUCH_DESTINATION);

    private final Replies replies;

    CommandReader(Replies replies) {
        this.replies = replies;
    }

    /** Reads a frame. If the frame cannot be read, the refusal says why. */
    Result<Command> read(StompFrame frame, Destination destination, Client client) {
        if (destination instanceof Destination.Malformed malformed) {
            return refused(ErrorCode.BAD_DESTINATION, malformed.reason());
        }
        return switch (frame.command()) {
            case SEND -> send(frame, destination, client);
            case SUBSCRIBE -> subscribe(frame, destination, client);
            case UNSUBSCRIBE ->
                    Result.done(
                            new Command.Leave(
                                    StompFormat.of(client).version().subscriptionId(frame)));
            default -> throw new IllegalArgumentException(frame.command() + " is no command");
        };
    }

    // ---------------------------------------------------------------- SEND

    private Result<Command> send(StompFrame frame, Destination destination, Client client) {
        if (!isReadable(frame.header("content-type"))) {
            return refused(ErrorCode.BAD_BODY, "The content-type cannot be read");
        }
        return switch (destination) {
            case Destination.Topic topic -> Result.done(toRoom(frame, topic.room(), client));
            case Destination.Presence there ->
                    Result.done(new Command.Show(there.room(), draft(frame, Options.STANDARD)));
            case Destination.Reply reply ->
                    Result.done(new Command.Answer(reply.ask(), draft(frame, Options.STANDARD)));
            case Destination.App app -> Result.done(call(frame, app));
            case Destination.Session session when session.path().equals("token") ->
                    Result.done(new Command.Renew(new String(frame.body(), UTF_8).strip()));
            case Destination.Queue queue ->
                    Result.done(impossible(frame, queue.namespace(), NO_SUCH_DESTINATION));
            // Only the server writes to users.
            case Destination.Private _ -> Result.refused(new Refusal(ErrorCode.NOT_ALLOWED));
            case Destination.Session _, Destination.Unknown _, Destination.Malformed _ ->
                    Result.refused(NO_SUCH_DESTINATION);
        };
    }

    /** Reads a message for a room. With the header {@code ask} the message is a question. */
    Command toRoom(StompFrame frame, RoomName room, Client client) {
        return switch (message(frame, room.namespace())) {
            case Result.Refused<Draft> refused ->
                    impossible(frame, room.namespace(), refused.refusal());
            case Result.Done<Draft> done -> {
                String ask = frame.header("ask");
                yield ask == null
                        ? new Command.Publish(room, done.value())
                        : new Command.Ask(
                                room,
                                done.value(),
                                Math.max(0, number(ask)),
                                replies.to(client, frame.header("correlation-id")));
            }
        };
    }

    private static Command impossible(StompFrame frame, String namespace, Refusal why) {
        return new Command.Impossible(namespace, extras(frame.headers()), why);
    }

    /**
     * Reads a message for a controller. Headers that say how a message travels between rooms are
     * ignored here if they cannot be read. They are refused only if no controller answers and the
     * message goes to a room.
     */
    private static Command call(StompFrame frame, Destination.App app) {
        Options options =
                options(frame, app.namespace()) instanceof Result.Done<Options> done
                        ? done.value()
                        : Options.STANDARD;
        Draft draft = draft(frame, options);
        return new Command.Call(app.namespace(), app.path(), draft, draft.headers());
    }

    private static Result<Draft> message(StompFrame frame, String namespace) {
        String id = frame.header("id");
        if (id != null && (id.isEmpty() || id.length() > MAX_ID)) {
            return Result.refused(
                    new Refusal(ErrorCode.BAD_FRAME, "id has 1 to " + MAX_ID + " characters"));
        }
        return switch (options(frame, namespace)) {
            case Result.Refused<Options> refused -> Result.refused(refused.refusal());
            case Result.Done<Options> options -> Result.done(draft(frame, options.value()));
        };
    }

    private static Draft draft(StompFrame frame, Options options) {
        String event = frame.header("event");
        return new Draft(
                event == null || event.isEmpty() ? Message.MESSAGE : event,
                frame.header("content-type"),
                extras(frame.headers()),
                frame.body(),
                options,
                frame.header("id"));
    }

    private static Result<Options> options(StompFrame frame, String namespace) {
        String echo = frame.header("echo");
        String ephemeral = frame.header("volatile");
        String also = frame.header("also");
        String except = frame.header("except");
        if (echo == null && ephemeral == null && also == null && except == null) {
            return Result.done(Options.STANDARD);
        }
        String flag = !isFlag(echo) ? "echo" : !isFlag(ephemeral) ? "volatile" : null;
        if (flag != null) {
            return Result.refused(new Refusal(ErrorCode.BAD_FRAME, flag + " is true or false"));
        }
        List<RoomName> alsoTo = new ArrayList<>(0);
        List<RoomName> notTo = new ArrayList<>(0);
        Refusal refusal = rooms("also", also, namespace, alsoTo);
        if (refusal == null) {
            refusal = rooms("except", except, namespace, notTo);
        }
        return refusal == null
                ? Result.done(
                        new Options(!"false".equals(echo), "true".equals(ephemeral), alsoTo, notTo))
                : Result.refused(refusal);
    }

    private static boolean isFlag(@Nullable String written) {
        return written == null || written.equals("true") || written.equals("false");
    }

    /**
     * Adds the rooms that a header names. Returns why the header cannot be read; null if it can.
     */
    private static @Nullable Refusal rooms(
            String header, @Nullable String written, String namespace, List<RoomName> found) {
        if (written == null || written.isEmpty()) {
            return null;
        }
        String[] names = written.split(",", -1);
        if (names.length > MAX_ROOMS) {
            return new Refusal(ErrorCode.BAD_DESTINATION, header + " names too many rooms");
        }
        for (String name : names) {
            switch (RoomName.parse(namespace, name.strip())) {
                case Result.Done<RoomName> room -> found.add(room.value());
                case Result.Refused<RoomName> refused -> {
                    String why = refused.refusal().message();
                    return new Refusal(ErrorCode.BAD_DESTINATION, header + ": " + why);
                }
            }
        }
        return null;
    }

    private static boolean isReadable(@Nullable String contentType) {
        try {
            return contentType == null
                    || MimeTypeUtils.parseMimeType(contentType).getType() != null;
        } catch (InvalidMimeTypeException e) {
            return false;
        }
    }

    // ---------------------------------------------------------------- SUBSCRIBE

    private static Result<Command> subscribe(
            StompFrame frame, Destination destination, Client client) {
        String id = StompFormat.of(client).version().subscriptionId(frame);
        Map<String, String> headers = extras(frame.headers());
        Command command =
                switch (destination) {
                    case Destination.Topic topic -> join(frame, topic.room(), id, client);
                    case Destination.Presence there ->
                            new Command.Watch(there.room(), id, frame.header("id"), headers);
                    case Destination.Private there ->
                            new Command.Listen(there.path(), id, dialect(frame, client));
                    case Destination.App app ->
                            new Command.Call(app.namespace(), app.path(), null, headers);
                    case Destination.Queue queue ->
                            impossible(frame, queue.namespace(), NO_SUCH_DESTINATION);
                    case Destination.Reply _,
                            Destination.Session _,
                            Destination.Unknown _,
                            Destination.Malformed _ ->
                            null;
                };
        if (command == null) {
            return Result.refused(NO_SUCH_DESTINATION);
        }
        if (command instanceof Command.Impossible || isOffered(frame.header("ack"), destination)) {
            return Result.done(command);
        }
        Refusal refusal =
                new Refusal(ErrorCode.NOT_SUPPORTED, "This way to acknowledge is not offered here");
        return command instanceof Command.Listen
                ? Result.refused(refusal)
                : Result.done(impossible(frame, destination.namespace(), refusal));
    }

    /** Whether this way of acknowledging is offered for the destination. */
    private static boolean isOffered(@Nullable String ack, Destination destination) {
        return ack == null
                || ack.equals("auto")
                || (acknowledges(ack) && !(destination instanceof Destination.Presence));
    }

    private static Command join(StompFrame frame, RoomName room, String id, Client client) {
        String since = frame.header("since");
        Position position = since == null ? null : Position.parse(since);
        if (since != null && position == null) {
            Refusal why = new Refusal(ErrorCode.BAD_FRAME, "since is a message-id of the room");
            return impossible(frame, room.namespace(), why);
        }
        String history = frame.header("history");
        int last = history == null ? ReplayRequest.ALL : number(history);
        if (last < 0) {
            Refusal why = new Refusal(ErrorCode.BAD_FRAME, "history is a number of messages");
            return impossible(frame, room.namespace(), why);
        }
        ReplayRequest replay =
                position == null && history == null
                        ? ReplayRequest.LIVE
                        : new ReplayRequest(position, last);
        return new Command.Join(room, id, dialect(frame, client), replay, extras(frame.headers()));
    }

    /** Whether the client acknowledges messages, each alone or all up to one. */
    private static boolean acknowledges(@Nullable String ack) {
        return "client".equals(ack) || "client-individual".equals(ack);
    }

    /**
     * Members that acknowledge messages share one encoding, and all other members share another.
     */
    static Dialect dialect(StompFrame frame, Client client) {
        StompFormat format = StompFormat.of(client);
        return (acknowledges(frame.header("ack")) ? format.acknowledged() : format)
                .dialect(frame.header("id"));
    }

    // ---------------------------------------------------------------- both

    /** The sender's own headers, which travel with the message. All other headers stay here. */
    static Map<String, String> extras(Map<String, String> headers) {
        Map<String, String> extras = null;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (HeaderName.isOwn(header.getKey())) {
                if (extras == null) {
                    extras = new LinkedHashMap<>();
                }
                extras.put(header.getKey(), header.getValue());
            }
        }
        return extras == null ? Map.of() : extras;
    }

    /** Reads one to nine digits; -1 for anything else. */
    private static int number(String written) {
        if (written.isEmpty() || written.length() > MAX_DIGITS) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    private static Result<Command> refused(ErrorCode code, String message) {
        return Result.refused(new Refusal(code, message));
    }
}
