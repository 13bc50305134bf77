package io.hubbub.client;

import io.hubbub.due.HeartBeat;
import io.hubbub.due.Unfinished;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.wire.Format;
import io.hubbub.wire.Wire;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One live connection. Its state is of three kinds, each with one rule:
 *
 * <ul>
 *   <li>What the client is and who it acts for: any thread may read it.
 *   <li>What it subscribed to and which namespaces it entered ({@link Holdings}): guarded by the
 *       client's monitor. The monitor is taken before a room's and never after it.
 *   <li>Its outbox and how it ends ({@link Recipient}): its lane's own.
 * </ul>
 */
public final class Client extends Recipient {

    private final String id;
    private final Origin origin;
    private final Clients clients;

    /** Why this client may not stay; null if it may. */
    private final @Nullable Refusal turnedAway;

    /**
     * Who this client acts for. Written under this client's monitor, and read by any thread. The
     * user's name does not change once others know of the client.
     */
    private volatile Grant grant;

    /** How many frames came from this client. Written by the connection's thread alone. */
    private volatile long received;

    /** Guarded by this. */
    private final Holdings holdings;

    /** Guarded by this. Whether others were told about this client. */
    private boolean announced;

    Client(
            String id,
            Grant grant,
            Origin origin,
            Format format,
            Lane lane,
            Wire wire,
            Clients clients,
            @Nullable Refusal turnedAway) {
        super(lane, wire, format, clients.limits(), clients.budget());
        this.id = id;
        this.grant = grant;
        this.origin = origin;
        this.clients = clients;
        this.turnedAway = turnedAway;
        holdings = new Holdings(account());
    }

    // ---------------------------------------------------------------- what it is

    /** The public id, which other clients may see. */
    public String id() {
        return id;
    }

    public Origin origin() {
        return origin;
    }

    @Override
    public String network() {
        return origin.network();
    }

    /** When the socket opened, on the clock that never goes back. */
    public long openedNanos() {
        return deadlines().openedNanos();
    }

    /** Why to refuse this client and close it as soon as it came; null if it may stay. */
    public @Nullable Refusal turnedAway() {
        return turnedAway;
    }

    /** The user that this client acts for, with the rights that the user has now. */
    public User user() {
        return grant.user();
    }

    public Grant grant() {
        return grant;
    }

    /**
     * Whether the right to act for the user has ended. The lane then closes this client at its next
     * tick.
     */
    public boolean isExpired() {
        return grant.isOver(lane().time());
    }

    @Override
    long untilExpiryNanos() {
        return grant.leftNanos(lane().time());
    }

    /**
     * Changes who this client acts for. Code that decides by the user and then adds a subscription
     * holds this client's monitor for both. A change then either comes before the decision, which
     * sees it, or finds the subscription.
     */
    public synchronized void become(Grant newGrant) {
        if (announced && !newGrant.user().name().equals(user().name())) {
            throw new IllegalArgumentException("A known client stays its user's");
        }
        boolean sooner = newGrant.untilMillis() < grant.untilMillis();
        grant = newGrant;
        if (sooner) {
            review();
        }
    }

    // ---------------------------------------------------------------- for the connection's thread

    /** Something came in and is being handled, however long that takes. */
    public void hearing() {
        deadlines().hearing();
    }

    /** Everything that came in is handled. */
    public void heard() {
        deadlines().heard(lane().nanos());
    }

    /**
     * The client's end of the socket answered a probe. That is a sign of life only if the client
     * promised no heart-beats, because a browser also answers for a page that hangs.
     */
    public void answered() {
        deadlines().answered(lane().nanos());
    }

    /** Where to note what the client has begun to send. */
    public Unfinished unfinished() {
        return deadlines().unfinished();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes; volatile is for the readers.
    public void countReceived() {
        received++;
    }

    /** The client was accepted. Nobody else knows of this client yet. */
    public void connected(Format agreed, HeartBeat heartBeat) {
        speak(agreed);
        deadlines().connected();
        lane().execute(lane -> {
            deadlines().agree(heartBeat, lane.nanos());
            lane.arm(deadlines());
        });
    }

    /**
     * Lists this client for others to find, and greets it. The client is listed before it reads the
     * greeting. A thread that finds the client and makes it a member does so under this monitor, so
     * no message comes before the greeting. A client that ended meanwhile is never listed, because
     * nobody would take it off the list again.
     *
     * @return why the client was neither listed nor greeted; null if it was both, or has ended
     */
    public synchronized @Nullable Refusal announce(byte[] greeting) {
        if (holdings.isDeparted()) {
            return null;
        }
        Refusal refusal = turnedAway != null ? turnedAway : clients.announced(this);
        if (refusal == null) {
            announced = true;
            send(greeting);
        }
        return refusal;
    }

    // ---------------------------------------------------------------- for any thread

    /** Sends a frame of the protocol's own, after everything that was sent before. */
    public void send(byte[] frame) {
        lane().execute(_ -> deliver(frame));
    }

    /** Sends everything that waits, then says why the client is closed, then closes it. */
    public void fail(Refusal refusal, Departure reason) {
        fail(refusal, format().error(refusal), reason);
    }

    /**
     * The same, in the protocol's own words.
     *
     * @param lastFrame the frame that says why
     */
    public void fail(Refusal refusal, byte[] lastFrame, Departure reason) {
        startEnding();
        lane().execute(_ -> {
            deliver(lastFrame);
            close(reason, refusal.code().closeCode(), refusal.word());
        });
    }

    /** Closes in order, after everything that was sent before. */
    public void leave(Departure how) {
        lane().execute(_ -> close(how, 1000, ""));
    }

    /** The wire takes frames again. */
    public void writable() {
        lane().execute(_ -> written());
    }

    /** One of the deadlines may be earlier than the lane knows. */
    public void review() {
        lane().execute(lane -> lane.arm(deadlines()));
    }

    /** The connection is gone, whoever ended it. */
    public void ended() {
        lane().execute(_ -> end());
    }

    // ---------------------------------------------------------------- under this client's monitor

    /** Adds a subscription. Returns why not; null if it was added. */
    public synchronized @Nullable Refusal subscribe(Subscription subscription) {
        return holdings.subscribe(subscription, clients.limits().subscriptionsPerClient());
    }

    /** Removes a subscription and returns it; null if there is none with that id. */
    public synchronized @Nullable Subscription unsubscribe(String subscriptionId) {
        return holdings.unsubscribe(subscriptionId);
    }

    public synchronized @Nullable Subscription subscription(String subscriptionId) {
        return holdings.subscription(subscriptionId);
    }

    /** A copy of the subscriptions as they are now, oldest first. */
    public synchronized List<Subscription> subscriptions() {
        return holdings.subscriptions();
    }

    /** The subscriptions to a private path of the user. */
    public List<Subscription> listeners(String privatePath) {
        return subscriptions().stream()
                .filter(s -> s.source() instanceof Source.Private p && p.path().equals(privatePath))
                .toList();
    }

    /** The rooms that this client is a member of now, each once. */
    public List<RoomName> rooms() {
        return subscriptions().stream()
                .map(subscription -> subscription.source().memberOf())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The namespaces whose middlewares let this client in. */
    public synchronized List<String> entered() {
        return holdings.entered();
    }

    /**
     * Changes the list of {@link #entered() entered namespaces}. For a client that has ended the
     * list stays empty.
     */
    public synchronized void entered(UnaryOperator<List<String>> change) {
        holdings.entered(change);
    }

    @Override
    void depart(Departure departure) {
        List<Subscription> held;
        synchronized (this) {
            held = holdings.depart();
        }
        clients.ended(this, held, departure, lane().nanos() - openedNanos());
    }

    synchronized boolean isAnnounced() {
        return announced;
    }

    long received() {
        return received;
    }

    @Override
    public String toString() {
        return id;
    }
}
