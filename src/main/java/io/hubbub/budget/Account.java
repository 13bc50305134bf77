package io.hubbub.budget;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is held for one connection. Nothing is counted up and down by hand: each held
 * thing has a {@link Holding}, which knows how long the thing is now. Closing the account gives
 * back everything that is still held. Any thread may use this.
 */
public final class Account {

    /**
     * The step in which bytes are charged, so that a thing that grows byte by byte does not ask the
     * budget for each byte.
     */
    static final int STEP_BYTES = 4 * 1024;

    /**
     * How much each connection may hold without a charge. An ordinary frame that comes in two
     * pieces must always pass. These bytes are part of what a connection costs anyway.
     */
    static final int FREE_BYTES = 2 * 1024;

    /** The same for things that last, such as a connection's few subscriptions. */
    static final int FREE_LASTING_BYTES = 4 * 1024;

    private final Budget budget;
    private final Holder holder;

    // Guarded by this.
    private long passingBytes;
    private long lastingBytes;
    private boolean closed;

    /**
     * The network that is charged; null until more than the free bytes are held for the first time.
     */
    private @Nullable String network;

    // Guarded by the budget.
    /** Null while nothing is charged. */
    @Nullable Share share;

    long chargedBytes;

    /**
     * Whether something passing is among the charged things. Only then may this account be told to
     * give way.
     */
    boolean passing;

    /** Set when this account was told to give way. */
    boolean leaving;

    Account(Budget budget, Holder holder) {
        this.budget = budget;
        this.holder = holder;
    }

    /** Adds a thing that is held until it is complete, sent or answered. It is empty at first. */
    public Holding passing() {
        return new Holding(this, false);
    }

    /**
     * Adds a thing that is held for as long as the client wants it. It is empty at first. It counts
     * like any other, but no client is closed for it.
     */
    public Holding lasting() {
        return new Holding(this, true);
    }

    Holder holder() {
        return holder;
    }

    /** Gives everything back. Later changes are not counted. */
    public synchronized void close() {
        closed = true;
        passingBytes = 0;
        lastingBytes = 0;
        budget.settle(this, 0, false);
    }

    /** Changes the number of held bytes. Returns why that is refused; null if it is granted. */
    @Nullable Refusal change(long by, boolean lasts) {
        Budget.Answer answer;
        synchronized (this) {
            if (closed) {
                return null;
            }
            long before = charge();
            add(by, lasts);
            long charge = charge();
            boolean passes = passingBytes > FREE_BYTES;
            if (charge == before) {
                return null;
            }
            if (by < 0) {
                budget.settle(this, charge, passes);
                return null;
            }
            if (network == null) {
                network = holder.network();
            }
            answer = budget.charge(this, network, charge, passes);
            if (answer.refusal() != null) {
                add(-by, lasts);
            }
        }
        answer.toGo().forEach(Budget.Dismissal::tell);
        return answer.refusal();
    }

    private void add(long bytes, boolean lasts) {
        if (lasts) {
            lastingBytes += bytes;
        } else {
            passingBytes += bytes;
        }
    }

    private long charge() {
        return steps(passingBytes - FREE_BYTES) + steps(lastingBytes - FREE_LASTING_BYTES);
    }

    private static long steps(long bytes) {
        return bytes <= 0 ? 0 : (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    }
}
