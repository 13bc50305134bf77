package io.hubbub.client;

import java.util.function.LongSupplier;

/**
 * Where the core reads time, so that a test can be its own clock.
 *
 * @param nanos never goes back; for deadlines
 * @param epochMillis what people call the time; for what others read
 */
public record Time(LongSupplier nanos, LongSupplier epochMillis) {

    /** The machine's clocks. */
    public static Time system() {
        return new Time(System::nanoTime, System::currentTimeMillis);
    }
}
