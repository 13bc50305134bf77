package io.hubbub.client;

import io.hubbub.budget.Account;
import io.hubbub.due.HeartBeat;
import io.hubbub.due.Unfinished;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.User;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Format;
import io.hubbub.wire.Wire;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live connection.
 *
 * <p>Three kinds of state, three rules. What it is and who it acts for may be read anywhere. Its
 * subscriptions and entries are guarded by its monitor, which is taken before a room's and never
 * after. Its outbox and closing belong to its lane.
 */
public final class Client {

    private static final Logger log = LoggerFactory.getLogger(Client.class);

    /** How it is to end. */
    private record Closing(Departure reason, int code, String text) {}

    private final String id;
    private final Origin origin;
    private final Lane lane;
    private final Wire wire;
    private final Clients clients;
    private final Deadlines deadlines;

    /** Why it may not stay; null where it may. */
    private final @Nullable Refusal turnedAway;

    /** Written under this monitor. The user's name stays once others know of the client. */
    private volatile Grant standing;

    /** What the transport speaks until CONNECT, what was agreed upon after it. */
    private volatile Format format;

    private final AtomicLong received = new AtomicLong();

    /** Set as soon as its end is decided: nothing more is done for it. */
    private volatile boolean ending;

    /** Guarded by this. */
    private final Holdings holdings;

    /** Guarded by this. Whether others were told of this client. */
    private boolean announced;

    // All that follows is the lane's own.
    private final Outbox outbox;
    private boolean touched;
    private long delivered;

    private boolean gone;

    /** How it is to end; null while nobody closes it. */
    private @Nullable Closing closing;

    private boolean closeSent;

    /** The delivery that met this client last, and through which of its rooms. */
    private long mark;

    Client(
            String id,
            Grant standing,
            Origin origin,
            Format format,
            Lane lane,
            Wire wire,
            Clients clients,
            @Nullable Refusal turnedAway) {
        this.id = id;
        this.standing = standing;
        this.origin = origin;
        this.format = format;
        this.lane = lane;
        this.wire = wire;
        this.clients = clients;
        this.turnedAway = turnedAway;
        deadlines = new Deadlines(this, clients.limits(), nowNanos());
        holdings = new Holdings(this, clients.budget());
        outbox = new Outbox((int) clients.limits().outboxSize().toBytes(), account());
    }

    /** The public id, which other clients may see. */
    public String id() {
        return id;
    }

    /** Who it acts for, as that user is now. */
    public User user() {
        return standing.user();
    }

    public Grant standing() {
        return standing;
    }

    /**
     * Whether the right to act for its user has ended; the lane then closes it at its next tick.
     */
    public boolean isExpired() {
        return standing.isOver(lane.time());
    }

    /**
     * Changes who it acts for. Who decides by the user and then adds a subscription holds this
     * monitor for both: a change then either comes before, and is seen, or finds the subscription.
     */
    public synchronized void become(Grant newStanding) {
        if (announced && !newStanding.user().name().equals(user().name())) {
            throw new IllegalArgumentException("A known client stays its user's");
        }
        boolean sooner = newStanding.untilMillis() < standing.untilMillis();
        standing = newStanding;
        if (sooner) {
            review();
        }
    }

    public Origin origin() {
        return origin;
    }

    /** When its socket opened, on the clock that never goes back. */
    public long openedNanos() {
        return deadlines.openedNanos();
    }

    public Lane lane() {
        return lane;
    }

    public Format format() {
        return format;
    }

    /** Why it is to be told so and closed as soon as it came; null where it may stay. */
    public @Nullable Refusal turnedAway() {
        return turnedAway;
    }

    // ---------------------------------------------------------------- from the connection's thread

    /** Something came in and is being handled, which takes as long as it takes. */
    public void hearing() {
        deadlines.hearing();
    }

    /** Something came in, and all of it is handled. */
    public void heard() {
        deadlines.heard(nowNanos());
    }

    /** Whether what it still sends is to be ignored, as its end is decided. */
    public boolean isEnding() {
        return ending;
    }

    /**
     * Notes that the client's end of the socket answered. That is a sign of life where the client
     * promised none; where it did, its browser may answer for a page that hangs.
     */
    public void answered() {
        deadlines.answered(nowNanos());
    }

    public Unfinished unfinished() {
        return deadlines.unfinished();
    }

    public Account account() {
        return holdings.account();
    }

    public void countReceived() {
        received.incrementAndGet();
    }

    /** CONNECT was accepted; nobody else knows of it yet. */
    public void connected(Format agreedFormat, HeartBeat heartBeat) {
        format = agreedFormat;
        deadlines.connected();
        lane.execute(_ -> {
            deadlines.agree(heartBeat, nowNanos());
            lane.arm(deadlines);
        });
    }

    /**
     * Lists this client for others to find, and greets it. When it reads the greeting it is listed;
     * and whoever finds it and makes it a member does so under this monitor, so that no message
     * comes before the greeting. One that ended meanwhile is never listed: nobody would take it off
     * the list again.
     *
     * @return why it was neither listed nor greeted; null where it was, or has ended
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

    /** Sends a frame of the protocol's own, after everything that was sent before. */
    public void send(byte[] frame) {
        lane.execute(_ -> deliver(frame));
    }

    /** Says why, then closes. */
    public void fail(Refusal refusal, @Nullable String receipt, Departure reason) {
        ending = true;
        byte[] frame = format.error(refusal, receipt);
        lane.execute(_ -> {
            deliver(frame);
            close(reason, refusal.code().closeCode(), refusal.word());
        });
    }

    /** Memory is short, and this one is to make room. */
    void giveWay(Refusal why) {
        ending = true;
        lane.execute(_ -> failOnLane(why.code(), Departure.HELD_FULL));
    }

    /** Closes in order, after everything that was sent before. */
    public void leave(Departure how) {
        lane.execute(_ -> close(how, 1000, ""));
    }

    /** The wire takes frames again. */
    public void writable() {
        lane.execute(_ -> {
            outbox.written();
            touch();
        });
    }

    /** One of its deadlines may be earlier than the lane knows. */
    public void review() {
        lane.execute(_ -> lane.arm(deadlines));
    }

    /** The connection is gone, whoever ended it. */
    public void ended() {
        lane.execute(_ -> end());
    }

    /** Adds a subscription; returns why not, and null where it was added. */
    public synchronized @Nullable Refusal subscribe(Subscription subscription) {
        return holdings.subscribe(subscription, clients.limits().subscriptionsPerClient());
    }

    /** Takes a subscription away; null where there is none of that id. */
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

    /** The subscriptions to a private destination of the user. */
    public List<Subscription> listeners(String privatePath) {
        return subscriptions().stream()
                .filter(s -> s.source() instanceof Source.Private p && p.path().equals(privatePath))
                .toList();
    }

    /** The namespaces whose middlewares let it in. */
    public synchronized List<String> entered() {
        return holdings.entered();
    }

    /** Changes that, under this monitor; a client that ended has entered nothing. */
    public synchronized void entered(UnaryOperator<List<String>> change) {
        holdings.entered(change);
    }

    // ---------------------------------------------------------------- on the lane

    /** Puts a frame into the outbox, which it alone gets; returns whether it was taken. */
    public boolean deliver(byte[] frame) {
        return deliver(frame, 1);
    }

    /** A client whose outbox is full is closed. */
    private boolean deliver(byte[] frame, int sharers) {
        if (isClosing()) {
            return false;
        }
        boolean taken = outbox.add(frame, sharers);
        if (!taken) {
            // One batch may bring more than an outbox holds, and only a client whose socket takes
            // no more is too slow.
            write();
            taken = outbox.add(frame, sharers);
        }
        if (!taken) {
            Refusal refusal = new Refusal(ErrorCode.OUTBOX_FULL);
            outbox.replace(format.error(refusal, null));
            close(Departure.OUTBOX_FULL, refusal.code().closeCode(), refusal.word());
            return false;
        }
        touch();
        return true;
    }

    public void deliver(Envelope envelope, Dialect dialect) {
        deliverMessage(dialect.format().message(envelope, dialect.subscription()), 1);
    }

    /** Puts a message into the outbox, which so many of its lane get, and counts it. */
    public void deliverMessage(byte[] frame, int sharers) {
        if (deliver(frame, sharers)) {
            delivered++;
            lane.countDelivery();
        }
    }

    /** Does something once little waits for the socket, or nothing more is sent to it. */
    public void whenDrained(Runnable action) {
        if (isClosing() || outbox.isDrained()) {
            action.run();
        } else {
            outbox.await(action);
        }
    }

    /** Whether what is sent now has to wait for the socket. */
    public boolean isBehind() {
        return outbox.isBehind();
    }

    /** Whether it takes no more messages. */
    public boolean isClosing() {
        return closing != null || gone;
    }

    /** Marks this client, for one delivery, as one that does not get the message. */
    public void mark(long newMark) {
        mark = newMark;
    }

    /** Whether that delivery marked this client. */
    public boolean isMarked(long aMark) {
        return mark == aMark;
    }

    void close(Departure reason, int code, String text) {
        if (isClosing()) {
            return;
        }
        ending = true;
        byte[] farewell = format.farewell(code, text);
        if (farewell != null) {
            outbox.append(farewell);
        }
        closing = new Closing(reason, code, text);
        deadlines.close(nowNanos());
        lane.arm(deadlines);
        touch();
    }

    private void touch() {
        if (!touched) {
            touched = true;
            lane.touch(this);
        }
    }

    void flush() {
        touched = false;
        if (gone) {
            return;
        }
        write();
        Refusal refusal = outbox.account();
        if (refusal != null && closing == null) {
            failOnLane(refusal.code(), Departure.HELD_FULL);
        }
        deadlines.sent(nowNanos());
        if (closing != null && !closeSent && outbox.bytes() == 0) {
            closeSent = true;
            wire.close(closing.code(), closing.text());
        }
        if (isClosing() || outbox.isDrained()) {
            outbox.announce();
        }
    }

    private void write() {
        try {
            outbox.drainTo(wire, lane.scratch());
        } catch (RuntimeException e) {
            // What it took may be lost: better no connection than one with a gap.
            log.error("Writing to client {} failed", id, e);
            outbox.clear();
            wire.abort();
        }
    }

    void tick(Deadlines.Due due) {
        switch (due) {
            case NOTHING -> {}
            case BEAT -> deliver(format.heartbeat());
            case PROBE -> deliver(Objects.requireNonNull(format.probe()));
            case LOST -> failOnLane(ErrorCode.HEARTBEAT_LOST, Departure.HEARTBEAT_LOST);
            case CONNECT_TIMEOUT ->
                    failOnLane(ErrorCode.CONNECT_TIMEOUT, Departure.CONNECT_TIMEOUT);
            case FRAME_TIMEOUT -> failOnLane(ErrorCode.FRAME_TIMEOUT, Departure.FRAME_TIMEOUT);
            case EXPIRED -> failOnLane(ErrorCode.TOKEN_EXPIRED, Departure.TOKEN_EXPIRED);
            case CUT -> wire.abort();
        }
    }

    /** What is known of it at a moment. */
    Deadlines.Look look(long nowNanos, long fairNanos) {
        long left = standing.leftNanos(lane.time());
        boolean answers = format.probe() != null;
        return new Deadlines.Look(nowNanos, fairNanos, left, answers, wire::isUnread);
    }

    private void failOnLane(ErrorCode code, Departure reason) {
        outbox.replace(format.error(new Refusal(code), null));
        close(reason, code.closeCode(), code.text());
    }

    private void end() {
        if (gone) {
            return;
        }
        gone = true;
        ending = true;
        outbox.clear();
        outbox.announce();
        lane.remove(deadlines);
        Collection<Subscription> held;
        synchronized (this) {
            held = holdings.depart();
        }
        Departure departure = closing == null ? Departure.CONNECTION_LOST : closing.reason();
        clients.ended(this, held, departure, nowNanos() - openedNanos());
    }

    private long nowNanos() {
        return lane.time().nanos().getAsLong();
    }

    Deadlines deadlines() {
        return deadlines;
    }

    synchronized boolean isAnnounced() {
        return announced;
    }

    long received() {
        return received.get();
    }

    long delivered() {
        return delivered;
    }

    @Override
    public String toString() {
        return id;
    }
}
