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
 * One publication on its way to the clients of this process. It goes through the engine and comes
 * back to the feed of each of its rooms. It tells its publisher what became of it once the engine
 * told the outcome and every lane has delivered it.
 */
final class Spread {

    private static final int OVER = Integer.MAX_VALUE / 2;

    private final Publication publication;
    private final Message message;
    private final Consumer<Published> told;

    /** The id of the client that sent the message and wants no echo; null where there is none. */
    private final @Nullable String skipped;

    private final Set<String> exceptClients;

    /**
     * Through which room a client of a lane got the message, by the lane's index: a client that is
     * in several of its rooms gets it once. A lane touches its own map alone, which is null until
     * the lane delivers to a client. Empty for a message to one room.
     */
    private final @Nullable IdentityHashMap<Client, Room>[] met;

    /**
     * The engine, until it told the outcome, and deliveries that are not done. Any thread. Once it
     * came to 0 it is far above: a message whose outcome was not known may be delivered later, and
     * its publisher is not told a second time.
     */
    private final AtomicInteger open = new AtomicInteger(1);

    /** What became of it; null until the engine told. Written before the engine leaves open. */
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
     * Whether a client is to get the message through a room: it is not left out, and did not get
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

    /** So many lanes are about to get a task that ends with {@link #done}. */
    void begin(int tasks) {
        open.addAndGet(tasks);
    }

    /** The engine told what became of it, and everything that is to be delivered was begun. */
    void settle(Published newOutcome) {
        outcome = newOutcome;
        done();
    }

    /**
     * A task is over, also where it failed: whoever waits for the receipt must not wait for ever.
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
