package io.hubbub.rate;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one client has sent, compared with what the {@link Rates} allow. Everything that comes is
 * charged, also where the client has nothing left to pay with. A client that does not slow down
 * gets deeper into debt, and a client that slows down is soon clear again.
 *
 * <p>Owned by the connection's thread, except for what other threads {@link #owe}.
 */
public final class RateLimit {

    /**
     * Up to this debt a client is told that it is too fast. With a longer debt it is closed,
     * because it does not listen.
     */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Refusal TOO_MANY_MESSAGES = new Refusal(ErrorCode.TOO_MANY_MESSAGES);
    private static final Refusal TOO_MANY_BYTES = new Refusal(ErrorCode.TOO_MANY_BYTES);

    /** The rate limit of the client whose frame this thread handles. */
    private static final ScopedValue<RateLimit> CURRENT = ScopedValue.newInstance();

    private static final VarHandle OWED;

    static {
        try {
            OWED = MethodHandles.lookup().findVarHandle(RateLimit.class, "owed", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Rates rates;

    /**
     * What earlier frames turned out to cost and was not charged yet. Any thread adds to it, by
     * {@link #OWED}; the connection's thread takes all of it.
     */
    @SuppressWarnings("UnusedVariable") // Read and written by the handle alone.
    private volatile int owed;

    /** When all frames that the client sent will have been earned; see {@link Rate}. */
    private long framesEarnedNanos;

    /** When all bytes that the client sent will have been earned. */
    private long bytesEarnedNanos;

    /**
     * How long the client would have to be quiet, as of its last frame; 0 or less for not at all.
     */
    private long frameDebtNanos;

    /** The same, as of its last bytes. */
    private long byteDebtNanos;

    RateLimit(Rates rates) {
        this.rates = rates;
        framesEarnedNanos = rates.nanos();
        bytesEarnedNanos = framesEarnedNanos;
    }

    /** Handles a frame. What that costs is charged to this client. */
    public void handling(Runnable action) {
        ScopedValue.where(CURRENT, this).run(action);
    }

    /**
     * The rate limit of the client whose frame this thread handles, to be handed to other threads;
     * null where it handles none.
     */
    public static @Nullable RateLimit current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /** Charges the client whose frame this thread handles, if it handles one. */
    public static void charge(int frames) {
        if (frames > 0 && CURRENT.isBound()) {
            CURRENT.get().owe(frames);
        }
    }

    /** Adds to the next frame what an earlier one turned out to cost. For any thread. */
    public void owe(int frames) {
        int before;
        int after;
        do {
            before = owed;
            after = Math.min(rates.mostOwed(), before + frames);
        } while (!OWED.compareAndSet(this, before, after));
    }

    /** Charges bytes as they come, whatever they are: a frame that never ends costs too. */
    public void bytes(int count) {
        Rate rate = rates.bytes();
        if (rate != null) {
            long now = rates.nanos();
            bytesEarnedNanos = rate.spend(bytesEarnedNanos, now, count);
            byteDebtNanos = rate.debtNanos(bytesEarnedNanos, now);
        }
    }

    /**
     * Charges a frame. Its bytes were charged before.
     *
     * @return why the frame may not be handled; null where it may
     */
    public @Nullable Refusal frame() {
        Rate rate = rates.frames();
        if (rate != null) {
            long now = rates.nanos();
            framesEarnedNanos = rate.spend(framesEarnedNanos, now, 1 + takeOwed());
            frameDebtNanos = rate.debtNanos(framesEarnedNanos, now);
        }
        if (frameDebtNanos > 0) {
            return TOO_MANY_MESSAGES;
        }
        return byteDebtNanos > 0 ? TOO_MANY_BYTES : null;
    }

    /** Why to close the client, which went on for too long; null where it may stay. */
    public @Nullable Refusal flood() {
        if (frameDebtNanos > PATIENCE.toNanos()) {
            return TOO_MANY_MESSAGES;
        }
        return byteDebtNanos > PATIENCE.toNanos() ? TOO_MANY_BYTES : null;
    }

    private int takeOwed() {
        return owed == 0 ? 0 : (int) OWED.getAndSet(this, 0);
    }
}
