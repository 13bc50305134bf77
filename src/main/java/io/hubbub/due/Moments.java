package io.hubbub.due;

/** Reckons with moments of a clock that counts nanoseconds and may run over. */
public final class Moments {

    /**
     * Some 73 years, after which nobody looks: further, and a moment would be before the present.
     */
    private static final long FAR = Long.MAX_VALUE / 4;

    private Moments() {}

    /** That long after a moment. */
    public static long after(long moment, long nanos) {
        return moment + Math.min(nanos, FAR);
    }

    /** A moment that does not come. */
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
