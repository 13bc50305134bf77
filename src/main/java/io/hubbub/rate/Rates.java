package io.hubbub.rate;

import io.hubbub.client.FrameLimits;
import io.hubbub.client.Time;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast each client may send, which the {@link RateLimit}s of all clients share. A client that
 * was quiet may send a second's worth at once.
 */
public final class Rates {

    /** A transport may write one byte of a frame as six: SockJS wraps frames in JSON, for one. */
    private static final long TRANSPORT_BYTES = 6;

    /** What frames cost makes a client wait, but is by itself no flood that closes the client. */
    private static final long OWED_SECONDS = RateLimit.PATIENCE.toSeconds() - 1;

    /** How many frames; null for unlimited. */
    private final @Nullable Rate frames;

    /** How many bytes; null for unlimited. */
    private final @Nullable Rate bytes;

    private final LongSupplier nanos;
    private final int mostOwed;

    public Rates(SendLimits limits, FrameLimits frameLimits, Time time) {
        int framesPerSecond = limits.messagesPerSecond();
        long bytesPerSecond = limits.bytesPerSecond().toBytes();
        // The longest frame must pass where it comes alone, however low the rate is.
        long longestFrame = frameLimits.frameSize().toBytes() * TRANSPORT_BYTES;
        frames = framesPerSecond == 0 ? null : Rate.of(framesPerSecond, 1);
        bytes = bytesPerSecond == 0 ? null : Rate.of(bytesPerSecond, longestFrame);
        mostOwed = (int) Math.min(Integer.MAX_VALUE / 4, framesPerSecond * OWED_SECONDS);
        nanos = time.nanos();
    }

    /** One client's account; null where nothing is limited. */
    public @Nullable RateLimit flow() {
        return frames == null && bytes == null ? null : new RateLimit(this);
    }

    @Nullable Rate frames() {
        return frames;
    }

    @Nullable Rate bytes() {
        return bytes;
    }

    /** What is charged at once, at most, for what earlier frames turned out to cost. */
    int mostOwed() {
        return mostOwed;
    }

    long nanos() {
        return nanos.getAsLong();
    }
}
