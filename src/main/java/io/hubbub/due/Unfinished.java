package io.hubbub.due;

/**
 * Remembers since when a client owes the rest of a frame, or the rest of what carries frames. Only
 * the end of that frame or carrier settles the debt, so a byte now and then gains no time. Only the
 * connection's thread writes it; the watching thread reads it.
 */
public final class Unfinished {

    /** Checks, when the time is over, whether something begun is finished. */
    @FunctionalInterface
    public interface Watch {

        /** Something was begun, and nobody watches it yet. Called on the connection's thread. */
        void begun();
    }

    private static final long NOTHING = 0;

    private final Watch watch;

    /** When the frame was begun. The connection's thread writes it, the lane reads it. */
    private volatile long frameSince = NOTHING;

    /** When what carries frames was begun. Written and read by the same threads. */
    private volatile long carrierSince = NOTHING;

    /**
     * Whether somebody knows that something was begun. A client that sends much has a frame under
     * way most of the time, always another one, and should not report each of them. The
     * connection's thread sets it, the watching thread clears it.
     */
    private volatile boolean watched;

    public Unfinished(Watch watch) {
        this.watch = watch;
    }

    /** A frame was begun and is not complete. */
    public void frame(long nowNanos) {
        frameSince = time(nowNanos);
        begun();
    }

    /** No frame is under way, or the frame is complete and being handled. */
    public void noFrame() {
        if (frameSince != NOTHING) {
            frameSince = NOTHING;
        }
    }

    /**
     * Something that carries frames, such as a WebSocket message, was begun at that moment and is
     * not complete.
     */
    public void carrier(long sinceNanos) {
        carrierSince = time(sinceNanos);
        begun();
    }

    private void begun() {
        if (!watched) {
            watched = true;
            watch.begun();
        }
    }

    /** Nothing that carries frames is under way. */
    public void noCarrier() {
        if (carrierSince != NOTHING) {
            carrierSince = NOTHING;
        }
    }

    /**
     * Whether something should have been finished by now.
     *
     * @param fairNanos time before this moment does not count
     * @param mostNanos the time that a client has
     */
    public boolean isOverdue(long nowNanos, long fairNanos, long mostNanos) {
        return isOver(frameSince, nowNanos, fairNanos, mostNanos)
                || isOver(carrierSince, nowNanos, fairNanos, mostNanos);
    }

    /**
     * When to ask {@link #isOverdue} next. If nothing is under way, this is a moment that never
     * comes, and the next thing that is begun is reported.
     */
    public long dueNanos(long nowNanos, long fairNanos, long mostNanos) {
        watched = false;
        if (frameSince == NOTHING && carrierSince == NOTHING) {
            return Moments.never(nowNanos);
        }
        watched = true;
        return Moments.after(
                Moments.earlier(
                        begun(frameSince, nowNanos, fairNanos),
                        begun(carrierSince, nowNanos, fairNanos)),
                mostNanos);
    }

    private static boolean isOver(long since, long nowNanos, long fairNanos, long mostNanos) {
        return since != NOTHING
                && nowNanos - Moments.after(begun(since, nowNanos, fairNanos), mostNanos) >= 0;
    }

    private static long begun(long since, long nowNanos, long fairNanos) {
        return since == NOTHING ? nowNanos : Moments.later(since, fairNanos);
    }

    /** Returns a moment that is not {@link #NOTHING}. */
    private static long time(long nanos) {
        return nanos == NOTHING ? 1 : nanos;
    }
}
