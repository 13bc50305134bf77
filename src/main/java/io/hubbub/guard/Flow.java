package io.hubbub.guard;

import io.github.bucket4j.Bucket;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one client has sent, held against the {@link Rates}. Everything that comes is charged, and
 * goes on the account where the client cannot pay: so one that does not slow down gets deeper into
 * debt, and one that does is soon clear again.
 *
 * <p>Owned by the connection's thread: no other may touch it.
 */
public final class Flow {

    /**
     * The debt with which a client is told that it is too fast. Past it nobody listens there, and
     * the connection is to be closed.
     */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Refusal TOO_MANY_MESSAGES = new Refusal(ErrorCode.TOO_MANY_MESSAGES);
    private static final Refusal TOO_MANY_BYTES = new Refusal(ErrorCode.TOO_MANY_BYTES);

    private final @Nullable Bucket messages;
    private final @Nullable Bucket bytes;

    /** How long the client would have to be quiet, as of its last frame. */
    private long messageDebtNanos;

    /** The same, as of its last bytes. */
    private long byteDebtNanos;

    Flow(@Nullable Bucket messages, @Nullable Bucket bytes) {
        this.messages = messages;
        this.bytes = bytes;
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
        messageDebtNanos = charge(messages, 1);
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
