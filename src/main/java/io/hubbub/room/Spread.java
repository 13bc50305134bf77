package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Lane;
import io.hubbub.message.Message;
import io.hubbub.message.Routing;
import io.hubbub.question.Question;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way through the engine to the clients of this process. The engine tells
 * the outcome, and the lanes deliver the message. When all of them are done, the publisher is told
 * the outcome.
 */
final class Spread {

    /** The value of {@link #open} after the end. No later delivery brings it down to 0. */
    private static final int OVER = Integer.MAX_VALUE / 2;

    private final Publication publication;
    private final Message message;
    private final Consumer<Published> told;

    /**
     * The id of the client that asks the question, or that sent the message and wants no echo. This
     * client does not get the message. Null if there is no such client.
     */
    private final @Nullable String skipped;

    private final Set<String> exceptClients;

    /**
     * For each lane, the room through which a client got the message. So a client that is in
     * several of the message's rooms gets the message once. A lane touches only its own map. The
     * map is null until the lane delivers to a client. The array is empty unless the message is for
     * several rooms.
     */
    private final @Nullable IdentityHashMap<Client, Room>[] met;

    /**
     * How much is left to wait for: the outcome from the engine, and each delivery. Any thread
     * changes this count. When it reaches 0, the publisher is told and the count is set to {@link
     * #OVER}, so that it never reaches 0 again. Otherwise, if a message of unknown outcome is
     * delivered later, its publisher would be told twice.
     */
    private final AtomicInteger open = new AtomicInteger(1);

    /**
     * The outcome; null until the engine told it. It is written before {@link #settle} counts
     * {@link #open} down, so the thread that reaches 0 reads it.
     */
    private @Nullable Published outcome;

    /**
     * @param told called once, on the thread that counts {@link #open} down to 0
     */
    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of a generic type.
    Spread(Publication publication, int lanes, Consumer<Published> told) {
        this.publication = publication;
        this.told = told;
        message = publication.live();
        Routing routing = publication.routing();
        Question question = publication.question();
        Client asker = question == null ? null : question.asker();
        skipped = asker != null ? asker.id() : routing.echo() ? null : message.client();
        List<String> except = routing.exceptClients();
        exceptClients = except.isEmpty() ? Set.of() : Set.copyOf(except);
        met = new IdentityHashMap[routing.rooms().size() > 1 ? lanes : 0];
    }

    Publication publication() {
        return publication;
    }

    /** The message as members read it. */
    Message message() {
        return message;
    }

    @Nullable Question question() {
        return publication.question();
    }

    // ---------------------------------------------------------------- on a lane

    /**
     * Whether a client gets the message through a room: the client is not left out, and did not get
     * the message through another room.
     */
    boolean isFor(Client client, Room through, Lane lane) {
        if (isLeftOut(client)) {
            return false;
        }
        if (met.length == 0) {
            return true;
        }
        IdentityHashMap<Client, Room> ofLane = met[lane.index()];
        if (ofLane == null) {
            ofLane = new IdentityHashMap<>();
            met[lane.index()] = ofLane;
        }
        Room first = ofLane.putIfAbsent(client, through);
        return first == null || first == through;
    }

    /** Whether a client is closing, or the message leaves the client out. */
    boolean isLeftOut(Client client) {
        return client.isClosing()
                || (skipped != null && skipped.equals(client.id()))
                || (!exceptClients.isEmpty() && exceptClients.contains(client.id()));
    }

    // ---------------------------------------------------------------- the end

    /** Announces tasks for lanes. Each task ends with a call of {@link #done}. */
    void begin(int tasks) {
        open.addAndGet(tasks);
    }

    /**
     * Notes the outcome that the engine told. Every delivery was announced before, unless the
     * outcome is unknown.
     */
    void settle(Published newOutcome) {
        outcome = newOutcome;
        done();
    }

    /**
     * Notes that a task is over. A task must call this even if it failed. Otherwise the publisher's
     * confirmation would never come.
     */
    void done() {
        if (open.decrementAndGet() > 0 || !open.compareAndSet(0, OVER)) {
            return;
        }
        Published result = outcome;
        if (result == null) {
            throw new IllegalStateException("The engine has not told the outcome");
        }
        told.accept(result);
        Question question = publication.question();
        if (question == null) {
            return;
        }
        switch (result) {
            case Published.HandedOver _ -> question.handedOver();
            case Published.Refused _, Published.Unknown _ -> question.cancel();
        }
    }
}
