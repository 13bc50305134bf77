package io.hubbub.due;

import java.time.Duration;

/**
 * Decides when a client is to be sent a sign of life, asked for one, or given up, and when that is
 * to be decided next. Pure but for its few fields, which belong to the client's lane.
 */
public final class Pulse {

    /** What is to be done now. */
    public enum Action {
        NOTHING,
        BEAT,
        PROBE,
        LOST
    }

    /**
     * What was heard from a client, and what that says.
     *
     * @param heardNanos when the client was last heard
     * @param answeredNanos when it last answered a probe
     * @param fairNanos since when its silence is its own: before, nobody could listen
     * @param answers whether it answers a probe, without which its silence says nothing
     */
    public record Signs(long heardNanos, long answeredNanos, long fairNanos, boolean answers) {}

    /** How much later than it is due a lane may get to something. */
    public static final Duration TICK = Duration.ofMillis(250);

    /** Silence after which a client that promised no heart-beats is probed. */
    static final Duration PROBE_AFTER = Duration.ofSeconds(25);

    /** Silence after that which ends a client which promised no heart-beats. */
    static final Duration LOST_AFTER = PROBE_AFTER.plusSeconds(20);

    private long outNanos;
    private long inNanos;
    private long agreedNanos;
    private long sentNanos;
    private long probedNanos;

    public Pulse(long nowNanos) {
        agreedNanos = nowNanos;
        sentNanos = nowNanos;
        probedNanos = nowNanos;
    }

    public void agree(HeartBeat heartBeat, long nowNanos) {
        outNanos = heartBeat.out().toNanos();
        inNanos = heartBeat.in().toNanos();
        agreedNanos = nowNanos;
    }

    public void sent(long nowNanos) {
        sentNanos = nowNanos;
    }

    /** Decides what is due, and takes a beat or a probe for sent. */
    public Action check(long nowNanos, Signs signs) {
        return nowNanos - lostNanos(nowNanos, signs) >= 0
                ? Action.LOST
                : checkSigns(nowNanos, signs);
    }

    /** The same for a client that is not given up however long it was silent. */
    public Action checkSigns(long nowNanos, Signs signs) {
        if (nowNanos - beatNanos(nowNanos) >= 0) {
            sentNanos = nowNanos;
            return Action.BEAT;
        }
        if (nowNanos - probeNanos(nowNanos, signs) >= 0) {
            probedNanos = nowNanos;
            return Action.PROBE;
        }
        return Action.NOTHING;
    }

    /**
     * The first moment at which something is due, where nothing is heard or sent until then. What
     * is heard or sent only makes it later, so nobody has to say so: who asks then is told a new
     * one.
     */
    public long nextNanos(long nowNanos, Signs signs) {
        long sign = Moments.earlier(beatNanos(nowNanos), probeNanos(nowNanos, signs));
        return Moments.earlier(sign, lostNanos(nowNanos, signs));
    }

    private long lostNanos(long nowNanos, Signs signs) {
        if (inNanos > 0) {
            // Twice the promise: the network and a busy client may be late, a dead one is later.
            return Moments.after(silentSince(signs), 2 * inNanos);
        }
        return signs.answers()
                ? silentSince(signs) + LOST_AFTER.toNanos()
                : Moments.never(nowNanos);
    }

    /** A tick early, or a beat would be up to one tick late. */
    private long beatNanos(long nowNanos) {
        return outNanos > 0 ? sentNanos + outNanos - TICK.toNanos() : Moments.never(nowNanos);
    }

    private long probeNanos(long nowNanos, Signs signs) {
        long wanted = Moments.never(nowNanos);
        if (!signs.answers()) {
            return wanted;
        }
        if (inNanos == 0) {
            wanted = silentSince(signs) + PROBE_AFTER.toNanos();
        }
        if (outNanos == 0) {
            // Proxies close a connection on which the server is silent, whatever the client says.
            wanted = Moments.earlier(wanted, sentNanos + PROBE_AFTER.toNanos());
        }
        return Moments.later(wanted, probedNanos + PROBE_AFTER.toNanos());
    }

    private long silentSince(Signs signs) {
        long fair = Moments.later(agreedNanos, signs.fairNanos());
        long heard = Moments.later(fair, signs.heardNanos());
        return inNanos > 0 ? heard : Moments.later(heard, signs.answeredNanos());
    }
}
