package io.hubbub.desk;

import io.github.bucket4j.Bucket;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one client has sent, held against the {@link Rates}. Everything that comes is charged, and
 * goes on the account where the client cannot pay: so one that does not slow down gets deeper into
 * debt, and one that does is soon clear again.
 *
 * <p>Owned by the connection's thread: no other may touch it.
 */
public final class RateLimit {

    /**
     * The debt with which a client is told that it is too fast. Past it nobody listens there, and
     * the connection is to be closed.
     */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Refusal TOO_MANY_MESSAGES = new Refusal(ErrorCode.TOO_MANY_MESSAGES);
    private static final Refusal TOO_MANY_BYTES = new Refusal(ErrorCode.TOO_MANY_BYTES);

    /** The account of whoever sent the frame that this thread handles. */
    private static final ScopedValue<RateLimit> CURRENT = ScopedValue.newInstance();

    private final @Nullable Bucket messages;
    private final @Nullable Bucket bytes;

    /** What is charged at once, at most, for what earlier frames turned out to cost. */
    private final int mostOwed;

    /** What earlier frames turned out to cost and was not charged yet. Any thread adds. */
    private final AtomicInteger owed = new AtomicInteger();

    /** How long the client would have to be quiet, as of its last frame. */
    private long messageDebtNanos;

    /** The same, as of its last bytes. */
    private long byteDebtNanos;

    RateLimit(@Nullable Bucket messages, @Nullable Bucket bytes, int mostOwed) {
        this.messages = messages;
        this.bytes = bytes;
        this.mostOwed = mostOwed;
    }

    /** Handles a frame: what that costs is charged here. */
    public void handling(Runnable action) {
        ScopedValue.where(CURRENT, this).run(action);
    }

    /** The account of the frame that this thread handles, for other threads; null for nobody's. */
    public static @Nullable RateLimit current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Charges whoever sent the frame that this thread handles; nobody where it handles none. */
    public static void charge(int frames) {
        if (frames > 0 && CURRENT.isBound()) {
            CURRENT.get().owe(frames);
        }
    }

    /** Charges with the next frame what an earlier one turned out to cost. For any thread. */
    public void owe(int frames) {
        owed.accumulateAndGet(frames, (some, more) -> Math.min(mostOwed, some + more));
    }

    /** Charges bytes, as they come and whatever they are: a frame that never ends costs too. */
    public void bytes(int count) {
        byteDebtNanos = charge(bytes, count);
    }

    /**
     * Charges a frame, whose bytes were charged before.
     *
     * @return why nothing may be done for it; null where it may be handled
     */
    public @Nullable Refusal frame() {
        messageDebtNanos = charge(messages, 1 + owed.getAndSet(0));
        if (messageDebtNanos > 0) {
            return TOO_MANY_MESSAGES;
        }
        return byteDebtNanos > 0 ? TOO_MANY_BYTES : null;
    }

    /** Why the client is to be closed, having gone on too long; null where it may stay. */
    public @Nullable Refusal flood() {
        if (messageDebtNanos > PATIENCE.toNanos()) {
            return TOO_MANY_MESSAGES;
        }
        return byteDebtNanos > PATIENCE.toNanos() ? TOO_MANY_BYTES : null;
    }

    private static long charge(@Nullable Bucket bucket, int tokens) {
        return bucket == null ? 0 : bucket.consumeIgnoringRateLimits(tokens);
    }
}
