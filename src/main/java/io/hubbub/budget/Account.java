package io.hubbub.budget;

import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * All that is held for one connection. What it holds is never counted up and down by hand: each
 * thing has a {@link Holding} that says how long it is now, and the end of the account gives back
 * whatever is left of all of them. Safe for every thread.
 */
public final class Account {

    /**
     * What is charged at once, so that something that grows by bytes does not ask for each of them.
     */
    static final int STEP_BYTES = 4 * 1024;

    /**
     * What each connection holds for nothing: an ordinary frame that came in two pieces must pass
     * whoever else is there. It is counted with what a connection costs anyway.
     */
    static final int FREE_BYTES = 2 * 1024;

    /** The same, of what lasts: a connection's few subscriptions. */
    static final int FREE_LASTING_BYTES = 4 * 1024;

    private final Budget budget;
    private final Holder holder;

    // Guarded by this.
    private long passingBytes;
    private long lastingBytes;
    private boolean closed;

    /** What it is counted with; null while it never held more than its own. */
    private @Nullable String network;

    // Guarded by the budget.
    /** Null while nothing is charged. */
    @Nullable Share share;

    long chargedBytes;

    /** Whether some of that is for what passes, for which it can be told to give way. */
    boolean passing;

    /** Set once it was told to give way. */
    boolean leaving;

    Account(Budget budget, Holder holder) {
        this.budget = budget;
        this.holder = holder;
    }

    /** One more thing that is held until it is complete, or sent, or answered; empty as yet. */
    public Holding passing() {
        return new Holding(this, false);
    }

    /**
     * One more thing that is held for as long as the client wants it; empty as yet. It counts like
     * all else, but nobody is closed for it.
     */
    public Holding lasting() {
        return new Holding(this, true);
    }

    Holder holder() {
        return holder;
    }

    /** Gives back all that it holds, for good. What is set afterwards is not counted any more. */
    public synchronized void close() {
        closed = true;
        passingBytes = 0;
        lastingBytes = 0;
        budget.settle(this, 0, false);
    }

    /** Returns why it may not hold more by so much; null where it does now, or holds less. */
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
