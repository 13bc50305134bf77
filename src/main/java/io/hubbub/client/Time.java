package io.hubbub.client;

import java.util.function.LongSupplier;

/**
 * Where the core reads time, so that a test can be its own clock.
 *
 * @param nanos a clock that never goes back, for deadlines
 * @param epochMillis the time of day, for everything that others read
 */
public record Time(LongSupplier nanos, LongSupplier epochMillis) {

    /** The machine's clocks. */
    public static Time system() {
        return new Time(System::nanoTime, System::currentTimeMillis);
    }
}
