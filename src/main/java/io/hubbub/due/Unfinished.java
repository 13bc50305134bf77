package io.hubbub.due;

/**
 * Since when a client owes the rest of what it began to send: of a frame, and of what carries
 * frames. Only the end of that very thing counts as its end: whoever sends a byte now and then gets
 * no more time by it. Written by the connection's thread alone, but for who watches.
 */
public final class Unfinished {

    private static final long NOTHING = 0;

    /** Makes sure that somebody asks when the time is over. */
    private final Runnable watch;

    private volatile long frameSince = NOTHING;
    private volatile long carrierSince = NOTHING;

    /**
     * Whether somebody knows that something was begun: who sends much has a frame under way most of
     * the time, and each time another, and is not to tell of each.
     */
    private volatile boolean watched;

    /**
     * @param watch called on the connection's thread when something was begun that nobody knows of
     */
    public Unfinished(Runnable watch) {
        this.watch = watch;
    }

    /** A frame was begun and goes on. */
    public void frame(long nowNanos) {
        frameSince = time(nowNanos);
        begun();
    }

    /** No frame is under way, or the one that is has come whole and is being handled. */
    public void noFrame() {
        if (frameSince != NOTHING) {
            frameSince = NOTHING;
        }
    }

    /** What carries frames, such as a WebSocket message, was begun then and goes on. */
    public void carrier(long sinceNanos) {
        carrierSince = time(sinceNanos);
        begun();
    }

    private void begun() {
        if (!watched) {
            watched = true;
            watch.run();
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
     * @param fairNanos what came before then is not held against anybody
     * @param mostNanos the time that there is for it
     */
    public boolean isOverdue(long nowNanos, long fairNanos, long mostNanos) {
        return isOver(frameSince, nowNanos, fairNanos, mostNanos)
                || isOver(carrierSince, nowNanos, fairNanos, mostNanos);
    }

    /**
     * When that is to be asked next: a moment that does not come where nothing is under way, and
     * then whoever begins something says so.
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

    /** A moment that is not {@link #NOTHING}. */
    private static long time(long nanos) {
        return nanos == NOTHING ? 1 : nanos;
    }
}
