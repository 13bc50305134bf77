package io.hubbub.due;

import java.time.Duration;

/**
 * Decides when a client is to be sent a sign of life, asked for one, or given up. Pure but for its
 * few fields, which belong to the client's lane.
 */
public final class Pulse {

    /** What is to be done now. */
    public enum Action {
        NOTHING,
        BEAT,
        PROBE,
        LOST
    }

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

    /**
     * Notes what both sides promised.
     *
     * @param out how often the server promised a sign of life; zero for never
     * @param in how often the client did; zero for no promise
     */
    public void agree(Duration out, Duration in, long nowNanos) {
        outNanos = out.toNanos();
        inNanos = in.toNanos();
        agreedNanos = nowNanos;
    }

    public void sent(long nowNanos) {
        sentNanos = nowNanos;
    }

    /**
     * Decides what is due.
     *
     * @param heardNanos when the client was last heard
     * @param answeredNanos when it last answered a probe
     * @param answers whether it answers a probe, without which its silence says nothing
     */
    public Action check(long nowNanos, long heardNanos, long answeredNanos, boolean answers) {
        long lastSign = inNanos > 0 ? heardNanos : Math.max(heardNanos, answeredNanos);
        long silence = nowNanos - Math.max(lastSign, agreedNanos);
        // Twice the promise: the network and a busy client may be late, a dead one is later.
        if (inNanos > 0 ? silence >= 2 * inNanos : answers && silence >= LOST_AFTER.toNanos()) {
            return Action.LOST;
        }
        // A tick early, or a beat would be up to one tick late.
        if (outNanos > 0 && nowNanos - sentNanos >= outNanos - TICK.toNanos()) {
            sentNanos = nowNanos;
            return Action.BEAT;
        }
        boolean unheard = inNanos == 0 && silence >= PROBE_AFTER.toNanos();
        // Proxies close a connection on which the server is silent, whatever the client says.
        boolean mute = outNanos == 0 && nowNanos - sentNanos >= PROBE_AFTER.toNanos();
        if (answers && (unheard || mute) && nowNanos - probedNanos >= PROBE_AFTER.toNanos()) {
            probedNanos = nowNanos;
            return Action.PROBE;
        }
        return Action.NOTHING;
    }
}
