package io.hubbub.desk;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.ThreadUnsafeBucket;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How fast each client may send: the configuration that the {@link RateLimit}s of all clients
 * share. A client that was quiet may send a second's worth at once.
 */
public final class Rates {

    /** A bucket gets no more than one token in a nanosecond, which no socket outruns. */
    private static final long MOST = Duration.ofSeconds(1).toNanos();

    /** A transport may write a byte of a frame as six: so does JSON, which SockJS wraps it in. */
    private static final long TRANSPORT_BYTES = 6;

    /** What frames cost makes a client wait, but alone is no flood for which it would be closed. */
    private static final long OWED_SECONDS = RateLimit.PATIENCE.toSeconds() - 1;

    private final @Nullable BucketConfiguration messages;
    private final @Nullable BucketConfiguration bytes;
    private final TimeMeter clock;
    private final int mostOwed;

    public Rates(SendLimits limits, FrameLimits frames, Time time) {
        messages = perSecond(limits.messagesPerSecond(), 1);
        mostOwed =
                (int)
                        Math.min(
                                Integer.MAX_VALUE / 4,
                                (long) limits.messagesPerSecond() * OWED_SECONDS);
        // The longest frame must pass where it comes alone, however low the rate is.
        bytes =
                perSecond(
                        limits.bytesPerSecond().toBytes(),
                        frames.frameSize().toBytes() * TRANSPORT_BYTES);
        clock =
                new TimeMeter() {
                    @Override
                    public long currentTimeNanos() {
                        return time.nanos().getAsLong();
                    }

                    @Override
                    public boolean isWallClockBased() {
                        return false;
                    }
                };
    }

    /** One client's account; null where nothing is bounded. */
    public @Nullable RateLimit flow() {
        return messages == null && bytes == null
                ? null
                : new RateLimit(bucket(messages), bucket(bytes), mostOwed);
    }

    private static @Nullable BucketConfiguration perSecond(long rate, long leastBurst) {
        if (rate == 0) {
            return null;
        }
        long tokens = Math.min(rate, MOST);
        return BucketConfiguration.builder()
                .addLimit(
                        Bandwidth.builder()
                                .capacity(Math.max(tokens, leastBurst))
                                .refillGreedy(tokens, Duration.ofSeconds(1))
                                .build())
                .build();
    }

    /** Not by Bucket4j's builder, which would make each client a configuration of its own. */
    private @Nullable Bucket bucket(@Nullable BucketConfiguration rate) {
        return rate == null
                ? null
                : new ThreadUnsafeBucket(
                        rate, MathType.INTEGER_64_BITS, clock, BucketListener.NOPE);
    }
}
