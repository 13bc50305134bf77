package io.hubbub.client;

import io.hubbub.due.Agenda;
import io.hubbub.due.HeartBeat;
import io.hubbub.due.Moments;
import io.hubbub.due.Pulse;
import io.hubbub.due.Unfinished;
import java.util.function.BooleanSupplier;

/**
 * The deadlines of one client: what is due now, and when the lane has to ask again. The fields are
 * the lane's own, except for those that the connection's thread writes.
 *
 * <p>The lane asks at the moment that {@link #nextNanos} names and not before. Whatever makes a
 * deadline earlier therefore calls {@link Client#review}. What makes a deadline later, such as each
 * frame that comes in, tells nobody: the lane then asks too early, and is given a new moment.
 *
 * <p>No client is given up for a silence that is the server's own fault. What a client sent may
 * wait in its socket, or may be being handled just now. A lane that was stopped does not know what
 * its clients did meanwhile. So a silent client is only suspected at first. A tick later it is
 * given up, if there is still nothing of it to be read.
 */
final class Deadlines implements Agenda.Entry, Unfinished.Watch {

    /** What must be done with the client now. */
    enum Due {
        NOTHING,
        /** Send the client a sign of life. */
        BEAT,
        /** Ask the client for a sign of life. */
        PROBE,
        /** It was silent for too long. */
        LOST,
        /** It was not accepted in time. */
        CONNECT_TIMEOUT,
        /** It did not finish in time what it began to send. */
        FRAME_TIMEOUT,
        /** The right to act for its user ended. */
        EXPIRED,
        /** The time that it had to read its last frames is over. */
        CUT
    }

    /**
     * What a lane knows when it asks.
     *
     * @param fairNanos since when the lane has not been late. What came before that, it may have
     *     missed
     * @param untilExpiryNanos how long the client may still act for its user; 0 or less if that is
     *     over
     * @param answers whether the client answers a probe
     * @param unread whether bytes of the client wait to be read. This is a system call
     */
    record Look(
            long nowNanos,
            long fairNanos,
            long untilExpiryNanos,
            boolean answers,
            BooleanSupplier unread) {}

    /** In {@link #heardNanos}: something came in and is being handled now. */
    private static final long HEARING = Long.MIN_VALUE;

    private static final long TICK_NANOS = Pulse.TICK.toNanos();

    private final Recipient client;
    private final ClientLimits limits;
    private final long openedNanos;
    private final Pulse pulse;
    private final Unfinished unfinished;

    /**
     * When something was last heard, or {@link #HEARING}. Written by the connection's thread alone;
     * the lane reads it.
     */
    private volatile long heardNanos;

    /**
     * When the socket last answered a probe; at first when it opened. Written by the connection's
     * thread alone; the lane reads it.
     */
    private volatile long answeredNanos;

    /**
     * Whether the client was accepted. Written by the connection's thread alone; the lane reads it.
     */
    private volatile boolean connected;

    /** The place in the lane's agenda; -1 while it is not there. */
    private int place = -1;

    /** Whether the client is being closed, and only has its time to read what it was told last. */
    private boolean closing;

    /** When the closing began; meaningless before. */
    private long closingNanos;

    /** Whether the client seemed, at {@link #suspectedNanos}, to have been silent for too long. */
    private boolean suspected;

    /** When the suspicion began; meaningless without one. */
    private long suspectedNanos;

    Deadlines(Recipient client, ClientLimits limits, long nowNanos) {
        this.client = client;
        this.limits = limits;
        openedNanos = nowNanos;
        heardNanos = nowNanos;
        answeredNanos = nowNanos;
        pulse = new Pulse(nowNanos);
        unfinished = new Unfinished(this);
    }

    Recipient client() {
        return client;
    }

    long openedNanos() {
        return openedNanos;
    }

    // ---------------------------------------------------------------- from the connection's thread

    /** Something came in, and is being handled until {@link #heard}. */
    void hearing() {
        heardNanos = HEARING;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    void answered(long nowNanos) {
        answeredNanos = nowNanos;
    }

    /** Where the connection's thread notes what the client has begun to send. */
    Unfinished unfinished() {
        return unfinished;
    }

    void connected() {
        connected = true;
    }

    @Override
    public void begun() {
        client.lane().execute(lane -> lane.arm(this));
    }

    // ---------------------------------------------------------------- on the lane

    @Override
    public int place() {
        return place;
    }

    @Override
    public void place(int newPlace) {
        place = newPlace;
    }

    void agree(HeartBeat heartBeat, long nowNanos) {
        pulse.agree(heartBeat, nowNanos);
    }

    void sent(long nowNanos) {
        pulse.sent(nowNanos);
    }

    void close(long nowNanos) {
        closing = true;
        closingNanos = nowNanos;
    }

    /** Decides what is due. */
    Due check(Look look) {
        long now = look.nowNanos();
        if (closing) {
            return now - cutNanos(look) >= 0 ? Due.CUT : Due.NOTHING;
        }
        if (unfinished.isOverdue(now, look.fairNanos(), limits.frameTime().toNanos())) {
            return isJudged(true, look) ? Due.FRAME_TIMEOUT : Due.NOTHING;
        }
        if (!connected) {
            boolean over = now - connectNanos(look) >= 0;
            return isJudged(over, look) ? Due.CONNECT_TIMEOUT : Due.NOTHING;
        }
        if (look.untilExpiryNanos() <= 0) {
            return Due.EXPIRED;
        }
        Pulse.Signs signs = signs(look);
        Pulse.Action action = pulse.check(now, signs);
        boolean lost = isJudged(action == Pulse.Action.LOST, look);
        if (action == Pulse.Action.LOST && !lost) {
            action = pulse.checkSigns(now, signs);
        }
        return switch (action) {
            case NOTHING -> Due.NOTHING;
            case BEAT -> Due.BEAT;
            case PROBE -> Due.PROBE;
            case LOST -> Due.LOST;
        };
    }

    /**
     * When to ask again, unless something makes a deadline earlier until then.
     *
     * @return a moment; it is in the past if something is due now
     */
    long nextNanos(Look look) {
        if (closing) {
            return cutNanos(look);
        }
        if (suspected) {
            return suspectedNanos + TICK_NANOS;
        }
        long now = look.nowNanos();
        long whole = unfinished.dueNanos(now, look.fairNanos(), limits.frameTime().toNanos());
        if (!connected) {
            return Moments.earlier(whole, connectNanos(look));
        }
        long expiry = Moments.after(now, look.untilExpiryNanos());
        long beat = pulse.nextNanos(now, signs(look));
        return Moments.earlier(whole, Moments.earlier(expiry, beat));
    }

    private long cutNanos(Look look) {
        long fair = Moments.later(closingNanos, look.fairNanos());
        return Moments.after(fair, limits.closeTime().toNanos());
    }

    private long connectNanos(Look look) {
        long fair = Moments.later(openedNanos, look.fairNanos());
        return Moments.after(fair, limits.connectTime().toNanos());
    }

    private Pulse.Signs signs(Look look) {
        long heard = heardNanos;
        return new Pulse.Signs(
                heard == HEARING ? look.nowNanos() : heard,
                answeredNanos,
                look.fairNanos(),
                look.answers());
    }

    /** Whether a client that seems to have been silent for too long really was silent. */
    private boolean isJudged(boolean silent, Look look) {
        long heard = heardNanos;
        if (!silent || heard == HEARING) {
            suspected = false;
            return false;
        }
        long now = look.nowNanos();
        if (!suspected || suspectedNanos - look.fairNanos() < 0) {
            suspected = true;
            suspectedNanos = now;
            return false;
        }
        if (now - suspectedNanos < TICK_NANOS) {
            return false;
        }
        // What waits to be read may have been sent in time. But a client that keeps sending bytes
        // and never what is due could put off its end for ever, so its time is limited.
        boolean read = heard - suspectedNanos > 0;
        boolean dodging = read && now - suspectedNanos >= limits.connectTime().toNanos();
        return dodging || !look.unread().getAsBoolean();
    }
}
