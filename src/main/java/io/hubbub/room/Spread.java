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
 * One publication on its way through the engine to the clients of this process. The publisher is
 * told the outcome once the engine has told it and every lane has delivered the message.
 */
final class Spread {

    private static final int OVER = Integer.MAX_VALUE / 2;

    private final Publication publication;
    private final Message message;
    private final Consumer<Published> told;

    /** The id of the client that sent the message and wants no echo; null if there is none. */
    private final @Nullable String skipped;

    private final Set<String> exceptClients;

    /**
     * For each lane, the room through which a client got the message, so that a client in several
     * of its rooms gets it once. A lane touches only its own map, which is null until the lane
     * delivers to a client. The array is empty for a message to one room.
     */
    private final @Nullable IdentityHashMap<Client, Room>[] met;

    /**
     * How much is left to wait for: the outcome from the engine, and each delivery. Any thread
     * changes this count. When it reaches 0, the publisher is told and the count is set to {@link
     * #OVER}, so that it never reaches 0 again. Otherwise a message of unknown outcome that is
     * delivered later would have its publisher told twice.
     */
    private final AtomicInteger open = new AtomicInteger(1);

    /**
     * The outcome; null until the engine told it. Written before {@link #open} is counted down for
     * the engine.
     */
    private @Nullable Published outcome;

    /**
     * @param told called once, on whichever thread is the last
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

    /** As members read it. */
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

    /** Whether a client is closing, or is one that the message is not for. */
    boolean isLeftOut(Client client) {
        return client.isClosing()
                || (skipped != null && skipped.equals(client.id()))
                || (!exceptClients.isEmpty() && exceptClients.contains(client.id()));
    }

    // ---------------------------------------------------------------- the end

    /** Announces tasks for lanes, each of which ends with {@link #done}. */
    void begin(int tasks) {
        open.addAndGet(tasks);
    }

    /** Notes the outcome. The engine told it, and every delivery was announced. */
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
