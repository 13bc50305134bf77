package io.hubbub.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespace;
import io.hubbub.rate.Cost;
import io.hubbub.rate.RateLimit;
import io.hubbub.room.Rooms;
import io.hubbub.security.Gate;
import io.hubbub.spelling.ReservedNames;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.stereotype.Controller;

/**
 * What clients of the chat page ask for besides rooms. It runs on the threads of their connections,
 * in the order in which each of them asked.
 */
@Controller
final class ChatController {

    /** The namespace of the chat. */
    static final String CHAT = "chat";

    private static final String SESSION = SimpMessageHeaderAccessor.SESSION_ID_HEADER;

    private static final String PRIVATE = "queue/private";

    private static final int MAX_PRIVATE_BYTES = 64 * 1024;

    /** Who is in a room. {@code count} is the full number, even if fewer are listed. */
    record PeopleThere(int count, List<Person> people) {}

    /** A message from one person to another. {@code to} is any client of the receiver. */
    record PrivateMessage(Person from, Person to, String text) {}

    private final Clients clients;
    private final Rooms rooms;
    private final Gate gate;
    private final People people;
    private final Notes notes;
    private final ReservedNames taken;
    private final OpenRooms openRooms;
    private final SimpMessagingTemplate template;

    ChatController(
            Clients clients,
            Rooms rooms,
            Gate gate,
            People people,
            Notes notes,
            ReservedNames taken,
            OpenRooms openRooms,
            SimpMessagingTemplate template) {
        this.clients = clients;
        this.rooms = rooms;
        this.gate = gate;
        this.people = people;
        this.notes = notes;
        this.taken = taken;
        this.openRooms = openRooms;
        this.template = template;
    }

    /** Gives the client the name in the body. */
    @MessageMapping("/chat/name")
    void name(@Header(SESSION) String id, byte[] body) {
        Client client = client(id);
        String name = DisplayName.canonical(text(body));
        String own = client.user().name();
        if (!name.equals(own)) {
            if (!client.user().guest()) {
                throw new Refusal(
                                ErrorCode.NOT_ALLOWED,
                                "You are logged in, so your name is your user name")
                        .asException();
            }
            String flaw = DisplayName.flaw(name, taken);
            if (flaw != null) {
                throw new Refusal(ErrorCode.BAD_BODY, flaw).asException();
            }
        }
        notes.named(client, people.name(client, name));
    }

    /** Only those who are in a room may know who else is there. */
    @SubscribeMapping("/chat/people")
    PeopleThere people(
            @Header(SESSION) String id,
            @Header(name = "room", required = false) @Nullable String written) {
        RoomName room = room(written == null ? "" : written);
        if (!rooms.isMember(client(id), room)) {
            throw new Refusal(ErrorCode.NOT_ALLOWED).asException();
        }
        List<Client> members = rooms.members(room);
        RateLimit.charge(Cost.listing(members.size()));
        List<Person> listed =
                members.stream()
                        .limit(Notes.MAX_PEOPLE)
                        .map(people::person)
                        .sorted(Comparator.comparing(Person::name).thenComparing(Person::client))
                        .toList();
        return new PeopleThere(members.size(), listed);
    }

    /** Lists the rooms, the fullest first. */
    @SubscribeMapping("/chat/rooms")
    OpenRooms.Listed rooms() {
        return openRooms.now();
    }

    /**
     * Sends the text in the body to another user's clients. The sender's own clients get it as
     * well.
     */
    @MessageMapping("/chat/private")
    void sendPrivately(
            @Header(SESSION) String id,
            @Header(name = "to", required = false) @Nullable String to,
            byte[] body) {
        Client sender = client(id);
        String text = text(body);
        if (text.isBlank() || body.length > MAX_PRIVATE_BYTES) {
            throw new Refusal(
                            ErrorCode.BAD_BODY,
                            "A private message must have 1 to "
                                    + MAX_PRIVATE_BYTES
                                    + " bytes of text")
                    .asException();
        }
        Client recipient =
                clients.ofUser(to == null ? "" : to).stream()
                        .filter(this::isReachable)
                        .findFirst()
                        .orElseThrow(() ->
                                Refusal.custom("user-gone", "This person has left", null)
                                        .asException());
        PrivateMessage message =
                new PrivateMessage(people.person(sender), people.person(recipient), text);
        send(recipient.user().name(), message);
        if (!recipient.user().name().equals(sender.user().name())) {
            send(sender.user().name(), message);
        }
    }

    private void send(String user, PrivateMessage message) {
        Map<String, Object> headers = Map.of("event", "private");
        template.convertAndSendToUser(user, '/' + PRIVATE, message, headers);
    }

    /** Whether the client would hear a private message and may still be here. */
    private boolean isReachable(Client client) {
        return !client.listeners(PRIVATE).isEmpty()
                && gate.enter(client.user(), CHAT) instanceof Result.Done<Namespace>;
    }

    private Client client(String id) {
        Client client = clients.find(id);
        if (client == null) {
            throw new Refusal(ErrorCode.DISCONNECTED).asException();
        }
        return client;
    }

    private static RoomName room(String written) {
        return switch (RoomName.parse(CHAT, written)) {
            case Result.Done<RoomName> name -> name.value();
            case Result.Refused<RoomName> refused ->
                    throw new Refusal(
                                    ErrorCode.BAD_DESTINATION,
                                    "room: " + refused.refusal().message())
                            .asException();
        };
    }

    private static String text(byte[] body) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(ErrorCode.BAD_BODY, "The text is not UTF-8").asException();
        }
    }
}
