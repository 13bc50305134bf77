package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Time;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.message.Routing.Target;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Namespaces;
import io.hubbub.question.Answers;
import io.hubbub.question.Question;
import io.hubbub.question.Questions;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends from the server's own code, and moves clients in and out of rooms:
 *
 * <pre>{@code
 * broadcast.in("chat").to("lobby", "news").except(clientId).volatile_().event("typing", body);
 * broadcast.in("chat").to("lobby").ask(Duration.ofSeconds(5), "vote", body).thenAccept(...);
 * broadcast.in("chat").clientsIn("lobby").join("archive");
 * }</pre>
 *
 * <p>What is sent here is the server's word: no policy is asked, and it carries no sender.
 */
public final class Broadcast {

    /** All rooms of one message are locked at once. */
    private static final int MAX_ROOMS = 1_000;

    private final Namespaces namespaces;
    private final Rooms rooms;
    private final Questions questions;
    private final Clients clients;
    private final JsonMapper json;
    private final Time time;

    public Broadcast(
            Namespaces namespaces,
            Rooms rooms,
            Questions questions,
            Clients clients,
            JsonMapper json,
            Time time) {
        this.namespaces = namespaces;
        this.rooms = rooms;
        this.questions = questions;
        this.clients = clients;
        this.json = json;
        this.time = time;
    }

    /**
     * Chooses the namespace.
     *
     * @throws IllegalArgumentException where there is none of that name
     */
    public In in(String namespace) {
        Namespace found = namespaces.find(namespace);
        if (found == null) {
            throw new IllegalArgumentException("There is no namespace '" + namespace + "'");
        }
        return new In(found);
    }

    /** A chosen namespace. */
    public final class In {

        private final Namespace namespace;

        private In(Namespace namespace) {
            this.namespace = namespace;
        }

        /** The members of any of these rooms, each once. */
        public To to(String... roomNames) {
            return new To(Routing.to(names(namespace, roomNames)), false);
        }

        /**
         * These clients, as far as they are a member of any room of the namespace. What is sent to
         * them is kept nowhere and has no position.
         */
        public To toClients(String... clientIds) {
            return new To(
                    Routing.to(new Target.Clients(namespace.name(), List.of(clientIds))), false);
        }

        /**
         * All clients that are a member of any room of the namespace, each once. What is sent to
         * them is kept nowhere and has no position.
         */
        public To toEveryone() {
            return new To(Routing.to(new Target.Everyone(namespace.name())), false);
        }

        /**
         * Deletes all that a room keeps. Its members stay, and what is said there from now on has
         * another epoch, so that nobody takes it for what was there. May wait for a disk.
         *
         * @return whether anything was kept
         * @throws UncheckedIOException where the store cannot be written; then nothing is deleted
         */
        public boolean delete(String room) {
            return rooms.space().delete(name(namespace, room), "The application");
        }

        /** The members of a room, as they are now. */
        public Audience clientsIn(String room) {
            return audience(rooms.members(name(namespace, room)));
        }

        /** The clients of a user, as they are now. */
        public Audience clientsOf(String user) {
            return audience(clients.ofUser(user));
        }

        /** One client; nobody where it is gone. */
        public Audience client(String id) {
            return audience(Stream.ofNullable(clients.find(id)).toList());
        }

        private Audience audience(List<Client> chosen) {
            return new Audience(rooms, namespace, chosen);
        }
    }

    /** Whom a message is for. Immutable: every step gives a new one. */
    public final class To {

        private final Routing routing;
        private final boolean ephemeral;

        private To(Routing routing, boolean ephemeral) {
            this.routing = routing;
            this.ephemeral = ephemeral;
        }

        /** Not to these clients. */
        public To except(String... clientIds) {
            return new To(routing.exceptClients(List.of(clientIds)), ephemeral);
        }

        /** Not to the members of these rooms of the same namespace. */
        public To exceptRooms(String... roomNames) {
            Namespace namespace = in(routing.namespace()).namespace;
            return new To(routing.exceptRooms(names(namespace, roomNames)), ephemeral);
        }

        /** Dropped, rather than kept waiting, for a client whose socket is behind. */
        public To volatile_() {
            return new To(routing, true);
        }

        /** Sends under the default event. */
        public void send(Object body) {
            event(Message.MESSAGE, body);
        }

        /** Sends text as text, bytes as bytes, and everything else as JSON. */
        public void event(String event, Object body) {
            rooms.publish(publication(event, body), _ -> {});
        }

        /**
         * Sends the same, and tells what became of it: the message's position in the first room,
         * null where it has none, or a {@link RefusedException} where it could not be kept.
         *
         * @return completed once the message is kept as its namespace wants it and in the outbox of
         *     every member
         */
        public CompletableFuture<@Nullable Position> publish(String event, Object body) {
            CompletableFuture<@Nullable Position> kept = new CompletableFuture<>();
            rooms.publish(
                    publication(event, body),
                    published -> {
                        switch (published) {
                            case Published.HandedOver(Position position) ->
                                    elsewhere(() -> kept.complete(position));
                            case Published.Refused(Refusal refusal) ->
                                    elsewhere(() ->
                                            kept.completeExceptionally(refusal.asException()));
                            case Published.Unknown() ->
                                    elsewhere(() ->
                                            kept.completeExceptionally(
                                                    new Refusal(ErrorCode.SERVER_ERROR)
                                                            .asException()));
                        }
                    });
            return kept;
        }

        /**
         * Sends the same as a question, which every client that gets it may answer once.
         *
         * @return completed when all have answered or left, or the time is over, and on a thread
         *     where what depends on it may take its time. Completing or cancelling it ends the
         *     question
         */
        public CompletableFuture<Answers> ask(Duration time, String event, Object body) {
            if (!time.isPositive()) {
                throw new IllegalArgumentException("A question needs time to be answered");
            }
            if (routing.rooms().isEmpty()) {
                throw new IllegalStateException("A question goes to rooms");
            }
            Publication publication = publication(event, body);
            CompletableFuture<Answers> answers = new CompletableFuture<>();
            Question question = questions.open(routing.rooms(), time, answers::complete);
            var unused = answers.whenComplete((_, _) -> question.cancel());
            rooms.publish(
                    publication.asking(question),
                    published -> {
                        if (published instanceof Published.Refused(Refusal refusal)) {
                            elsewhere(() -> answers.completeExceptionally(refusal.asException()));
                        }
                    });
            return answers;
        }

        private Publication publication(String event, Object body) {
            Message message =
                    switch (body) {
                        case byte[] bytes ->
                                message(event, "application/octet-stream", bytes.clone());
                        case CharSequence text ->
                                message(event, "text/plain;charset=utf-8", utf8(text.toString()));
                        default -> message(event, "application/json", json.writeValueAsBytes(body));
                    };
            return new Publication(routing, ephemeral, message);
        }

        private Message message(String event, String contentType, byte[] body) {
            clients.limits().requireSendable(body);
            long now = time.epochMillis().getAsLong();
            return Message.ofServer(event, contentType, Map.of(), body, now);
        }
    }

    /** What an application does with it may take its time, which lanes and the store have not. */
    private static void elsewhere(Runnable completion) {
        Thread.startVirtualThread(completion);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<RoomName> names(Namespace namespace, String... rooms) {
        if (rooms.length == 0 || rooms.length > MAX_ROOMS) {
            throw new IllegalArgumentException("Name 1 to " + MAX_ROOMS + " rooms");
        }
        return Stream.of(rooms).map(room -> name(namespace, room)).toList();
    }

    static RoomName name(Namespace namespace, String room) {
        return switch (Destination.room(namespace.name(), room)) {
            case Destination.Topic topic -> topic.room();
            case Destination.Malformed malformed ->
                    throw new IllegalArgumentException("'" + room + "': " + malformed.reason());
            default -> throw new IllegalStateException(room);
        };
    }
}
