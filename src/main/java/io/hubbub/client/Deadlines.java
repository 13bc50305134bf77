package io.hubbub.client;

import io.hubbub.due.Pulse;

/**
 * What is due for one client, and what was heard from it, which decides that. Its lane's own, but
 * for what the connection's thread notes.
 */
final class Deadlines {

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
        /** The right to act for its user ended. */
        EXPIRED,
        /** It had its time to read what it was told last. */
        CUT
    }

    private final long openedNanos;
    private final Pulse pulse;

    /** When something was last heard; written by the connection's thread alone. */
    private volatile long heardNanos;

    /** When its socket last answered a probe; written by the connection's thread alone. */
    private volatile long answeredNanos;

    /** Whether CONNECT was accepted; written by the connection's thread alone. */
    private volatile boolean connected;

    /** Whether its end is decided, and it only may read until {@link #cutNanos}. */
    private boolean closing;

    private long cutNanos;

    Deadlines(long nowNanos) {
        openedNanos = nowNanos;
        heardNanos = nowNanos;
        answeredNanos = nowNanos;
        pulse = new Pulse(nowNanos);
    }

    long openedNanos() {
        return openedNanos;
    }

    // ---------------------------------------------------------------- from the connection's thread

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    void answered(long nowNanos) {
        answeredNanos = nowNanos;
    }

    void connected() {
        connected = true;
    }

    // ---------------------------------------------------------------- on the lane

    void agree(HeartBeat heartBeat, long nowNanos) {
        pulse.agree(heartBeat.out(), heartBeat.in(), nowNanos);
    }

    void sent(long nowNanos) {
        pulse.sent(nowNanos);
    }

    void close(long byNanos) {
        closing = true;
        cutNanos = byNanos;
    }

    /**
     * Decides what is due.
     *
     * @param expired whether the right to act for its user ended
     * @param answers whether it answers a probe
     */
    Due check(long nowNanos, Limits limits, boolean expired, boolean answers) {
        if (closing) {
            return nowNanos - cutNanos >= 0 ? Due.CUT : Due.NOTHING;
        }
        if (!connected) {
            boolean over = nowNanos - openedNanos >= limits.connectTime().toNanos();
            return over ? Due.CONNECT_TIMEOUT : Due.NOTHING;
        }
        if (expired) {
            return Due.EXPIRED;
        }
        return switch (pulse.check(nowNanos, heardNanos, answeredNanos, answers)) {
            case NOTHING -> Due.NOTHING;
            case BEAT -> Due.BEAT;
            case PROBE -> Due.PROBE;
            case LOST -> Due.LOST;
        };
    }
}
