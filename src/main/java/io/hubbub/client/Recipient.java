package io.hubbub.client;

import io.hubbub.budget.Account;
import io.hubbub.budget.Budget;
import io.hubbub.budget.Holder;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Format;
import io.hubbub.wire.Wire;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a client that its lane owns: the outbox, and how the connection ends. Only the lane's
 * thread calls these methods and touches these fields, except where they say otherwise.
 *
 * <p>It is a superclass of {@link Client} rather than a field, because a delivery to thousands of
 * members would follow one more pointer for each of them.
 */
abstract sealed class Recipient implements Holder permits Client {

    private static final Logger log = LoggerFactory.getLogger(Recipient.class);

    /** How the connection is to end. */
    private record Closing(Departure reason, int code, String text) {}

    private final Lane lane;
    private final Wire wire;
    private final Deadlines deadlines;

    /** Everything that is held for this client. Safe for every thread. */
    private final Account account;

    private final Outbox outbox;

    /**
     * How frames are written: until the client is accepted in the transport's own format, after
     * that in the agreed one. Any thread reads it, and only the connection's thread writes it.
     */
    private volatile Format format;

    /**
     * Whether the end of this client is decided, so that nothing more is done for it. Any thread
     * may set it and read it. It is never unset.
     */
    private volatile boolean ending;

    /** Whether the lane will write to this client at the end of its batch. */
    private boolean touched;

    /** How many messages went into the outbox. */
    private long delivered;

    /** Whether the connection is gone. */
    private boolean gone;

    /** How the connection is to end; null while nobody closes it. */
    private @Nullable Closing closing;

    /** Whether the wire was told to close. */
    private boolean closeSent;

    /** The delivery that marked this client last; 0 while none did. */
    private long mark;

    Recipient(Lane lane, Wire wire, Format format, ClientLimits limits, Budget budget) {
        this.lane = lane;
        this.wire = wire;
        this.format = format;
        deadlines = new Deadlines(this, limits, lane.nanos());
        account = budget.open(this);
        outbox = new Outbox((int) limits.outboxSize().toBytes(), account);
    }

    /** How long this client may still act for its user; 0 or less if that is over. */
    abstract long untilExpiryNanos();

    /** Takes this client out of everything. The lane calls it once, when the connection is gone. */
    abstract void depart(Departure departure);

    // ---------------------------------------------------------------- for any thread

    public Lane lane() {
        return lane;
    }

    public Format format() {
        return format;
    }

    /** Sets the format that was agreed. The connection's thread calls it, once. */
    void speak(Format agreed) {
        format = agreed;
    }

    /** Whether to ignore what the client still sends, because its end is decided. */
    public boolean isEnding() {
        return ending;
    }

    void startEnding() {
        ending = true;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    public Account account() {
        return account;
    }

    /** Memory is short, so this client has to go. */
    @Override
    public void giveWay(Refusal why) {
        ending = true;
        lane.execute(_ -> closeWith(why, Departure.HELD_FULL));
    }

    // ---------------------------------------------------------------- on the lane

    /**
     * Puts a frame of this client alone into the outbox. A client whose outbox is full is closed.
     *
     * @return whether the frame was taken
     */
    public boolean deliver(byte[] frame) {
        return deliver(frame, 1);
    }

    private boolean deliver(byte[] frame, int sharers) {
        if (isClosing()) {
            return false;
        }
        boolean taken = outbox.add(frame, sharers);
        if (!taken) {
            // One batch may bring more than an outbox holds. Only a client whose socket takes
            // nothing more is too slow.
            write();
            taken = outbox.add(frame, sharers);
        }
        if (!taken) {
            closeWith(new Refusal(ErrorCode.OUTBOX_FULL), Departure.OUTBOX_FULL);
            return false;
        }
        touch();
        return true;
    }

    public void deliver(Envelope envelope, Dialect dialect) {
        deliverMessage(dialect.encode(envelope), 1);
    }

    /**
     * Puts a message into the outbox and counts it.
     *
     * @param sharers how many clients of this lane get the same bytes
     */
    public void deliverMessage(byte[] frame, int sharers) {
        if (deliver(frame, sharers)) {
            delivered++;
            lane.countDelivery();
        }
    }

    long delivered() {
        return delivered;
    }

    /** Runs an action once little waits for the socket, or once this client gets nothing more. */
    public void whenDrained(Runnable action) {
        if (isClosing() || outbox.isDrained()) {
            action.run();
        } else {
            outbox.await(action);
        }
    }

    /** Whether a frame that is sent now has to wait for the socket. */
    public boolean isBehind() {
        return outbox.isBehind();
    }

    /** Whether this client gets no more messages. */
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

    /** Closes the connection in order, after everything that was sent before. */
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
        deadlines.close(lane.nanos());
        lane.arm(deadlines);
        touch();
    }

    /** Throws away what waits, says why, and closes. */
    void closeWith(Refusal refusal, Departure reason) {
        outbox.replace(format.error(refusal));
        close(reason, refusal.code().closeCode(), refusal.word());
    }

    /** Has the lane write to this client at the end of its batch. */
    void touch() {
        if (!touched) {
            touched = true;
            lane.touch(this);
        }
    }

    /** Writes what the batch brought. */
    void flush() {
        touched = false;
        if (gone) {
            return;
        }
        write();
        Refusal refusal = outbox.account();
        if (refusal != null && closing == null) {
            closeWith(refusal, Departure.HELD_FULL);
        }
        deadlines.sent(lane.nanos());
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
            // What the wire took may be lost, and a lost connection is better than a gap.
            log.error("Writing to client {} failed", this, e);
            outbox.clear();
            wire.abort();
        }
    }

    /** The wire wrote everything it took. */
    void written() {
        outbox.written();
        touch();
    }

    /** Does what is due. */
    void tick(Deadlines.Due due) {
        switch (due) {
            case NOTHING -> {}
            case BEAT -> deliver(format.heartbeat());
            case PROBE -> deliver(Objects.requireNonNull(format.probe()));
            case LOST -> closeWith(ErrorCode.HEARTBEAT_LOST, Departure.HEARTBEAT_LOST);
            case CONNECT_TIMEOUT -> closeWith(ErrorCode.CONNECT_TIMEOUT, Departure.CONNECT_TIMEOUT);
            case FRAME_TIMEOUT -> closeWith(ErrorCode.FRAME_TIMEOUT, Departure.FRAME_TIMEOUT);
            case EXPIRED -> closeWith(ErrorCode.TOKEN_EXPIRED, Departure.TOKEN_EXPIRED);
            case CUT -> wire.abort();
        }
    }

    private void closeWith(ErrorCode code, Departure reason) {
        closeWith(new Refusal(code), reason);
    }

    /** What the lane knows of this client at a moment. */
    Deadlines.Look look(long nowNanos, long fairNanos) {
        boolean answers = format.probe() != null;
        return new Deadlines.Look(nowNanos, fairNanos, untilExpiryNanos(), answers, wire::isUnread);
    }

    /** The connection is gone. Does nothing the second time. */
    void end() {
        if (gone) {
            return;
        }
        gone = true;
        ending = true;
        outbox.clear();
        outbox.announce();
        lane.remove(deadlines);
        depart(closing == null ? Departure.CONNECTION_LOST : closing.reason());
    }
}
