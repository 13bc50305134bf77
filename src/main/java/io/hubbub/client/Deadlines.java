package io.hubbub.client;

import io.hubbub.due.Agenda;
import io.hubbub.due.HeartBeat;
import io.hubbub.due.Moments;
import io.hubbub.due.Pulse;
import io.hubbub.due.Unfinished;
import java.util.function.BooleanSupplier;

/**
 * What is due for one client and when that is to be asked next, from what was heard of it. Its
 * lane's own, but for what the connection's thread notes. The lane asks at the moment that {@link
 * #nextNanos} names and not before: whatever makes a deadline earlier ends in {@link
 * Client#review}, and what makes one later, as each frame does that is heard, tells nobody.
 *
 * <p>Nobody is given up for a silence that is the server's own. What a client sent may wait in its
 * socket, or be in the middle of being handled, and a lane that was itself stopped knows of nobody
 * what he did meanwhile. So a client is suspected first, and judged when a tick later there is
 * still nothing of it to be read.
 */
final class Deadlines implements Agenda.Entry {

    /** What is to be done with the client now. */
    enum Due {
        NOTHING,
        /** It is to be sent a sign of life. */
        BEAT,
        /** It is to be asked for one. */
        PROBE,
        /** It was silent for too long. */
        LOST,
        /** It did not say CONNECT in time. */
        CONNECT_TIMEOUT,
        /** It did not finish in time what it began to send. */
        FRAME_TIMEOUT,
        /** The right to act for its user ended. */
        EXPIRED,
        /** It had its time to read what it was told last. */
        CUT
    }

    /**
     * What a lane knows when it asks.
     *
     * @param fairNanos since when the lane was never late: what came before then, it may have had
     *     no chance to see
     * @param untilExpiryNanos for how long the client may still act for its user; 0 or less where
     *     that is over
     * @param answers whether the client answers a probe
     * @param unread whether something of the client waits to be read; a call to the system
     */
    record Look(
            long nowNanos,
            long fairNanos,
            long untilExpiryNanos,
            boolean answers,
            BooleanSupplier unread) {}

    /** In place of when something was heard: it is being handled. */
    private static final long HEARING = Long.MIN_VALUE;

    private static final long TICK_NANOS = Pulse.TICK.toNanos();

    private final Client client;
    private final ClientLimits limits;
    private final long openedNanos;
    private final Pulse pulse;
    private final Unfinished unfinished;

    /** When something was last heard; written by the connection's thread alone. */
    private volatile long heardNanos;

    /** When its socket last answered a probe; written by the connection's thread alone. */
    private volatile long answeredNanos;

    /** Whether CONNECT was accepted; written by the connection's thread alone. */
    private volatile boolean connected;

    /** Where the lane's agenda has it; -1 before and after. */
    private int place = -1;

    /** Whether its end is decided, and it only may read until its time for that is over. */
    private boolean closing;

    private long closingNanos;

    /** Whether it looked, at {@link #suspectedNanos}, as if it had been silent for too long. */
    private boolean suspected;

    private long suspectedNanos;

    Deadlines(Client client, ClientLimits limits, long nowNanos) {
        this.client = client;
        this.limits = limits;
        openedNanos = nowNanos;
        heardNanos = nowNanos;
        answeredNanos = nowNanos;
        pulse = new Pulse(nowNanos);
        unfinished = new Unfinished(client::review);
    }

    Client client() {
        return client;
    }

    long openedNanos() {
        return openedNanos;
    }

    // ---------------------------------------------------------------- from the connection's thread

    /** Something came and is being handled until {@link #heard}. */
    void hearing() {
        heardNanos = HEARING;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    void answered(long nowNanos) {
        answeredNanos = nowNanos;
    }

    /** What of a frame is still to come; the connection's thread notes it there. */
    Unfinished unfinished() {
        return unfinished;
    }

    void connected() {
        connected = true;
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
     * When to ask next, where nothing makes a deadline earlier until then.
     *
     * @return a moment; one that is past where something is due by now
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

    /** Whether a client that seems to have been silent for too long really was. */
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
        // What waits to be read was sent in time, maybe. But who is read all the while, and sends
        // anything but what it was to send, would so put off its end for ever.
        boolean read = heard - suspectedNanos > 0;
        boolean dodging = read && now - suspectedNanos >= limits.connectTime().toNanos();
        return dodging || !look.unread().getAsBoolean();
    }
}
