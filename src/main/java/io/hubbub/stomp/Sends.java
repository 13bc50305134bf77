package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Time;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.RoomName;
import io.hubbub.room.Publication;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import io.hubbub.security.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/** What clients send into rooms: reads the headers of SEND, asks the gate, publishes. */
final class Sends {

    /** The most rooms that {@code also} or {@code except} may name. */
    private static final int MAX_ROOMS = 32;

    private final Rooms rooms;
    private final Gate gate;
    private final Time time;

    Sends(Rooms rooms, Gate gate, Time time) {
        this.rooms = rooms;
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
                        targets,
                        roomsIn(spring, "except", room.namespace()),
                        flag(spring, "echo", true) ? null : client,
                        List.of(),
                        flag(spring, "volatile", false),
                        message);
        rooms.publish(publication, Completion.beginCurrent());
    }

    /** The sender's own headers, which travel along; all others stay here. */
    static Map<String, String> extras(Message<?> spring) {
        Map<String, List<String>> natives = natives(spring);
        if (natives == null) {
            return Map.of();
        }
        Map<String, String> extras = new LinkedHashMap<>();
        natives.forEach((name, values) -> {
            if (name.startsWith("x-") && !values.isEmpty()) {
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
