package io.hubbub.due;

import java.time.Duration;

/**
 * Decides when a client is sent a heart-beat, probed, or given up, and when to decide again. It
 * does no I/O. Its few fields belong to the client's lane.
 */
public final class Pulse {

    /** What to do now. */
    public enum Action {
        NOTHING,
        BEAT,
        PROBE,
        LOST
    }

    /**
     * What was heard from a client, and what that means.
     *
     * @param heardNanos when the client was last heard
     * @param answeredNanos when it last answered a probe
     * @param fairNanos when its silence begins to count; before that the server could not listen
     * @param answers whether it answers probes; if it does not, its silence means nothing
     */
    public record Signs(long heardNanos, long answeredNanos, long fairNanos, boolean answers) {}

    /** How much later than its due moment a lane may handle something. */
    public static final Duration TICK = Duration.ofMillis(250);

    /** How long a client that promised no heart-beats is silent before it is probed. */
    static final Duration PROBE_AFTER = Duration.ofSeconds(25);

    /** How long after that such a client is given up. */
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

    /**
     * Decides what is due. The caller must then send the beat or probe, because it counts as sent.
     */
    public Action check(long nowNanos, Signs signs) {
        return nowNanos - lostNanos(nowNanos, signs) >= 0
                ? Action.LOST
                : checkSigns(nowNanos, signs);
    }

    /** The same, but the client is never given up, however long it was silent. */
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
     * The first moment at which something is due if nothing is heard or sent until then. Hearing or
     * sending something only moves the moment later, so nobody has to report it. A caller that asks
     * at the old moment gets a new one.
     */
    public long nextNanos(long nowNanos, Signs signs) {
        long sign = Moments.earlier(beatNanos(nowNanos), probeNanos(nowNanos, signs));
        return Moments.earlier(sign, lostNanos(nowNanos, signs));
    }

    private long lostNanos(long nowNanos, Signs signs) {
        if (inNanos > 0) {
            // Twice the promise: the network or a busy client may be late, but a dead one stays
            // silent.
            return Moments.after(silentSince(signs), 2 * inNanos);
        }
        return signs.answers()
                ? silentSince(signs) + LOST_AFTER.toNanos()
                : Moments.never(nowNanos);
    }

    /** A tick early, because otherwise a beat could be up to a tick late. */
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
            // Proxies close a connection if the server is silent, whatever the client says.
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
