package io.hubbub.due;

/** Calculates with moments of a clock that counts nanoseconds and may overflow. */
public final class Moments {

    /** About 73 years. A moment further away would count as one in the past. */
    private static final long FAR = Long.MAX_VALUE / 4;

    private Moments() {}

    /** The moment that is this long after another. */
    public static long after(long moment, long nanos) {
        return moment + Math.min(nanos, FAR);
    }

    /** A moment that never comes. */
    public static long never(long nowNanos) {
        return nowNanos + FAR;
    }

    public static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    public static long later(long one, long other) {
        return one - other < 0 ? other : one;
    }
}
