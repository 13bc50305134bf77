package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Time;
import io.hubbub.desk.Cost;
import io.hubbub.desk.RateLimit;
import io.hubbub.message.Destination;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.HeaderName;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.question.Answers;
import io.hubbub.question.Question;
import io.hubbub.question.Questions;
import io.hubbub.room.Publication;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import io.hubbub.security.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * What clients send into rooms: reads the headers of SEND, asks the gate, publishes. Questions are
 * sent so too, and their answers end here.
 */
final class Sends {

    /** The most rooms that {@code also} or {@code except} may name. */
    private static final int MAX_ROOMS = 32;

    /** The longest id of a message that its sender may give it. */
    private static final int MAX_ID = 100;

    /** Where a client reads what was answered to its questions. */
    private static final String REPLIES = "queue/replies";

    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,9}");

    private final Rooms rooms;
    private final Questions questions;
    private final Clients clients;
    private final Gate gate;
    private final Time time;
    private final AtomicLong told = new AtomicLong();

    Sends(Rooms rooms, Questions questions, Clients clients, Gate gate, Time time) {
        this.rooms = rooms;
        this.questions = questions;
        this.clients = clients;
        this.gate = gate;
        this.time = time;
    }

    /**
     * Publishes a client's message.
     *
     * @throws RefusedException where the client may not, or a header cannot be read
     */
    void toRoom(Message<?> spring, RoomName room) {
        Client client = Inbound.client(spring);
        List<RoomName> targets = new ArrayList<>();
        targets.add(room);
        targets.addAll(roomsIn(spring, "also", room.namespace()));
        for (RoomName target : targets) {
            boolean member = rooms.isMember(client, target);
            if (gate.publish(client.user(), target.namespace(), member)
                    instanceof Verdict.Refused refused) {
                throw refused.refusal().asException();
            }
        }
        List<RoomName> excepted = roomsIn(spring, "except", room.namespace());
        int members = targets.stream().mapToInt(rooms::memberCount).sum();
        RateLimit.charge(Cost.message(targets.size() + excepted.size(), members));
        String event = header(spring, "event");
        io.hubbub.message.Message message =
                new io.hubbub.message.Message(
                        event == null || event.isEmpty()
                                ? io.hubbub.message.Message.MESSAGE
                                : event,
                        header(spring, "content-type"),
                        extras(spring),
                        (byte[]) spring.getPayload(),
                        client.user().name(),
                        client.id(),
                        time.epochMillis().getAsLong());
        Publication publication =
                new Publication(
                        new Routing(
                                new Routing.Target.Rooms(targets),
                                excepted,
                                List.of(),
                                flag(spring, "echo", true)),
                        flag(spring, "volatile", false),
                        message,
                        id(spring),
                        client,
                        null);
        String question = header(spring, "ask");
        rooms.publish(
                question == null
                        ? publication
                        : publication.asking(open(spring, question, publication)),
                Completion.publishCurrent(true));
    }

    /**
     * The sender's own id of a message; null where it gave none.
     *
     * @throws RefusedException where it is too long to be remembered
     */
    private static @Nullable String id(Message<?> spring) {
        String id = header(spring, "id");
        if (id != null && (id.isEmpty() || id.length() > MAX_ID)) {
            throw new Refusal(ErrorCode.BAD_FRAME, "id has 1 to " + MAX_ID + " characters")
                    .asException();
        }
        return id;
    }

    /**
     * @throws RefusedException where the client may not ask, or not so
     */
    private Question open(Message<?> spring, String written, Publication publication) {
        Client client = Inbound.client(spring);
        Duration answerTime = answerTime(written);
        if (client.listeners(REPLIES).isEmpty()) {
            throw new Refusal(ErrorCode.NO_REPLIES).asException();
        }
        int bound = questions.limits().askReceivers();
        int members =
                publication.routing().rooms().stream()
                        .distinct()
                        .mapToInt(rooms::memberCount)
                        .sum();
        if (bound > 0 && members > bound) {
            throw new Refusal(
                            ErrorCode.TOO_MANY_ASKS,
                            "A question goes to " + bound + " members at most")
                    .asException();
        }
        RateLimit.charge(Cost.question(members));
        String namespace = publication.routing().rooms().getFirst().namespace();
        String correlation = header(spring, "correlation-id");
        Question question =
                questions.open(
                        client,
                        publication.routing().rooms(),
                        answerTime,
                        answers -> tell(client, namespace, answers, correlation));
        if (question == null) {
            throw new Refusal(ErrorCode.TOO_MANY_ASKS).asException();
        }
        Refusal refusal = question.hold(members);
        if (refusal != null) {
            throw refusal.asException();
        }
        return question;
    }

    private Duration answerTime(String written) {
        Duration longest = questions.limits().askTime();
        long millis = MILLIS.matcher(written).matches() ? Long.parseLong(written) : 0;
        if (millis == 0 || (longest.isPositive() && millis > longest.toMillis())) {
            String most = longest.isPositive() ? " to " + longest.toMillis() : "";
            throw new Refusal(ErrorCode.BAD_FRAME, "ask is in milliseconds, from 1" + most)
                    .asException();
        }
        return Duration.ofMillis(millis);
    }

    /** Nothing comes out of a namespace to whom it was shut while the question was open. */
    private void tell(
            Client asker, String namespace, Answers answers, @Nullable String correlation) {
        io.hubbub.message.Message message =
                new io.hubbub.message.Message(
                        "answers",
                        "application/json",
                        correlation == null ? Map.of() : Map.of("correlation-id", correlation),
                        answers.json(),
                        null,
                        null,
                        time.epochMillis().getAsLong());
        String id = "a:" + told.incrementAndGet();
        Envelope envelope = new Envelope("/user/" + REPLIES, id, message);
        synchronized (asker) {
            if (gate.enter(asker.user(), namespace) instanceof Verdict.Allowed) {
                clients.deliverPrivately(asker, REPLIES, envelope);
            }
        }
    }

    /**
     * Takes a client's answer to a question.
     *
     * @throws RefusedException where it is over, or was never put to this client
     */
    void answer(Message<?> spring, Destination.Reply reply) {
        Client client = Inbound.client(spring);
        Refusal refusal =
                awaiting(questions, reply, client)
                        .answer(
                                client,
                                header(spring, "content-type"),
                                (byte[]) spring.getPayload());
        if (refusal != null) {
            throw refusal.asException();
        }
    }

    /** The question that an answer is for, or the refusal that does not say why there is none. */
    static Question awaiting(Questions questions, Destination.Reply reply, Client client) {
        Question question = questions.awaiting(reply.ask(), client);
        if (question == null) {
            throw new Refusal(ErrorCode.ASK_OVER).asException();
        }
        return question;
    }

    /** The sender's own headers, which travel along; all others stay here. */
    static Map<String, String> extras(Message<?> spring) {
        Map<String, List<String>> natives = natives(spring);
        if (natives == null) {
            return Map.of();
        }
        Map<String, String> extras = new LinkedHashMap<>();
        natives.forEach((name, values) -> {
            if (HeaderName.isOwn(name) && !values.isEmpty()) {
                extras.put(name, values.getFirst());
            }
        });
        return extras;
    }

    static @Nullable String header(Message<?> spring, String name) {
        return NativeMessageHeaderAccessor.getFirstNativeHeader(name, spring.getHeaders());
    }

    @SuppressWarnings("unchecked") // The header's type is Spring's promise.
    private static @Nullable Map<String, List<String>> natives(Message<?> spring) {
        return (Map<String, List<String>>)
                spring.getHeaders().get(NativeMessageHeaderAccessor.NATIVE_HEADERS);
    }

    private static List<RoomName> roomsIn(Message<?> spring, String name, String namespace) {
        String written = header(spring, name);
        if (written == null || written.isEmpty()) {
            return List.of();
        }
        String[] names = written.split(",", -1);
        if (names.length > MAX_ROOMS) {
            throw new Refusal(ErrorCode.BAD_DESTINATION, name + " names too many rooms")
                    .asException();
        }
        List<RoomName> found = new ArrayList<>();
        for (String room : names) {
            switch (Destination.room(namespace, room.strip())) {
                case Destination.Topic topic -> found.add(topic.room());
                case Destination.Malformed malformed ->
                        throw new Refusal(
                                        ErrorCode.BAD_DESTINATION, name + ": " + malformed.reason())
                                .asException();
                default -> throw new IllegalStateException(room);
            }
        }
        return found;
    }

    private static boolean flag(Message<?> spring, String name, boolean standard) {
        String written = header(spring, name);
        return switch (written) {
            case null -> standard;
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new Refusal(ErrorCode.BAD_FRAME, name + " is true or false")
                            .asException();
        };
    }
}
