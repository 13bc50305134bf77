package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.rate.RateLimit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client at the front desk, from its opening to its end. A client's commands are to come one at
 * a time, on the thread of its connection; they may be answered on any thread.
 */
public final class Visit {

    private static final Refusal EXPIRED = new Refusal(ErrorCode.TOKEN_EXPIRED);

    private final FrontDesk desk;
    private final Client client;

    /**
     * How fast it sends; null until it sends, and where nothing bounds it. The connection's own.
     */
    private @Nullable RateLimit rate;

    /** The last of its runs that was stopped; null while none was. Written by whoever refuses. */
    private volatile @Nullable Halt halt;

    /**
     * Commands that are not answered yet, and one more until the client leaves. Any thread counts
     * down; the last one runs {@link #last}.
     */
    private final AtomicInteger open = new AtomicInteger(1);

    /** What the client leaves with; null until it leaves, which is before the count can be 0. */
    private volatile @Nullable Runnable last;

    Visit(FrontDesk desk, Client client) {
        this.desk = desk;
        this.client = client;
    }

    public Client client() {
        return client;
    }

    /**
     * Charges bytes as they come, whatever they are.
     *
     * @return why the client is to be closed, having gone on too long; null where it may stay
     */
    public @Nullable Refusal arrived(int bytes) {
        if (rate == null) {
            rate = desk.rates().flow();
        }
        if (rate != null) {
            rate.bytes(bytes);
        }
        return flood();
    }

    /**
     * Decides whether the next frame is looked at, before anybody looks at it, and charges it.
     *
     * @param leaving whether the client says that it goes, which it may always say
     * @param run what the client calls the run of messages that the frame belongs to; null for none
     * @return why not; null where it is
     */
    public @Nullable Refusal next(boolean leaving, @Nullable String run) {
        if (client.isExpired()) {
            return EXPIRED;
        }
        Refusal refusal = tooFast();
        if (refusal == null || leaving) {
            return null;
        }
        stop(run, refusal);
        return refusal;
    }

    /** Charges a frame; returns why it comes too fast, and null where it does not. */
    public @Nullable Refusal tooFast() {
        return rate == null ? null : rate.frame();
    }

    /** Why the client is to be closed, having gone on too long; null where it may stay. */
    public @Nullable Refusal flood() {
        return rate == null ? null : rate.flood();
    }

    /**
     * Decides a command and does it.
     *
     * @param read the command; or why it could not be read, which is a refusal like any other
     * @param run what the client calls the run of messages that this is of; null for none
     * @param detour the way between decision and effect; null for none
     * @param reply told once, on any thread: it must not block
     */
    public void handle(
            Result<Command> read,
            @Nullable String run,
            @Nullable Detour detour,
            Consumer<Reply> reply) {
        Refusal stopped = Halt.refusal(halt, run);
        if (stopped != null) {
            reply.accept(new Reply.Refused(stopped));
            return;
        }
        Drain drain = desk.drain();
        if (!drain.begin()) {
            // A message that is still on its way may be for this client too.
            drain.awaitDismissal();
            reply.accept(new Reply.Refused(FrontDesk.SHUTTING_DOWN));
            return;
        }
        open.incrementAndGet();
        Handling handling = new Handling(desk, this, run, reply);
        switch (read) {
            case Result.Refused<Command> refused -> handling.refuse(refused.refusal());
            case Result.Done<Command> done -> {
                if (detour == null || rate == null) {
                    desk.handle(done.value(), detour, handling);
                } else {
                    // The application's code charges whoever it works for.
                    rate.handling(() -> desk.handle(done.value(), detour, handling));
                }
            }
        }
    }

    /**
     * The client goes.
     *
     * @param newLast run once all that it asked for before is answered, on any thread
     */
    public void leave(Runnable newLast) {
        last = newLast;
        answered();
    }

    /** A command was answered. */
    void answered() {
        if (open.decrementAndGet() == 0) {
            Runnable action = last;
            if (action != null) {
                action.run();
            }
        }
    }

    /** A message of a run was refused: those on their way behind it may not overtake it. */
    void stop(@Nullable String run, Refusal refusal) {
        Halt after = Halt.after(run, refusal);
        if (after != null) {
            halt = after;
        }
    }

    void charge(int frames) {
        if (rate != null && frames > 0) {
            rate.owe(frames);
        }
    }
}
