package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Time;
import io.hubbub.desk.Asker;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.Message;
import io.hubbub.question.Answers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells clients the answers to their questions, at {@code /user/queue/replies}. */
final class Replies {

    private static final String REPLIES = "queue/replies";

    private final Clients clients;
    private final Time time;

    /** Numbers the messages, for their ids. Any thread adds to it. */
    private final AtomicLong told = new AtomicLong();

    Replies(Clients clients, Time time) {
        this.clients = clients;
        this.time = time;
    }

    /**
     * Makes a client the asker of one question.
     *
     * @param correlation the name that the client gave to the question; null if it gave none
     */
    Asker to(Client client, @Nullable String correlation) {
        return new Asker() {
            @Override
            public boolean listens() {
                return !client.listeners(REPLIES).isEmpty();
            }

            @Override
            public void tell(Answers answers) {
                Message message =
                        Message.ofServer(
                                "answers",
                                "application/json",
                                correlation == null
                                        ? Map.of()
                                        : Map.of("correlation-id", correlation),
                                answers.json(),
                                time.epochMillis().getAsLong());
                String id = "a:" + told.incrementAndGet();
                clients.deliverPrivately(
                        client, REPLIES, new Envelope(new Channel.OfUser(REPLIES), id, message));
            }
        };
    }
}
