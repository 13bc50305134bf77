package io.hubbub.desk;

import io.hubbub.client.Client;
import io.hubbub.client.Lane;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.rate.Cost;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.ReplayStart;
import io.hubbub.room.Joined;
import io.hubbub.room.Published;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command on its way through the desk. Whatever ends it, on whichever thread, is told here, and
 * leads to one reply.
 */
final class Handling implements Onward, Consumer<Published>, Joined, Lane.Task, Runnable {

    private static final Logger log = LoggerFactory.getLogger(Handling.class);

    private static final VarHandle REPLIED;

    static {
        try {
            REPLIED =
                    MethodHandles.lookup().findVarHandle(Handling.class, "replied", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FrontDesk desk;
    private final Visit visit;
    private final @Nullable String run;
    private final Consumer<Reply> reply;

    /** What a join asked for; null for every other command. Written before the join begins. */
    private @Nullable ReplayRequest asked;

    /** Whether the reply was told, or is being told. Any thread, through {@link #REPLIED}. */
    @SuppressWarnings("unused") // The handle reads and writes it.
    private boolean replied;

    Handling(FrontDesk desk, Visit visit, @Nullable String run, Consumer<Reply> reply) {
        this.desk = desk;
        this.visit = visit;
        this.run = run;
        this.reply = reply;
    }

    Client client() {
        return visit.client();
    }

    /** Charges the client for what its command costs beyond the price of every command. */
    void charge(int frames) {
        visit.charge(frames);
    }

    @Override
    public void perform(Command command) {
        try {
            desk.perform(command, this);
        } catch (RuntimeException e) {
            fail(command, e);
        }
    }

    /** Something went wrong here, of which the client hears nothing more. */
    void fail(Object command, RuntimeException failure) {
        log.error("{} failed", command.getClass().getSimpleName(), failure);
        refuse(new Refusal(ErrorCode.SERVER_ERROR));
    }

    @Override
    public void done() {
        tell(Reply.DONE);
    }

    @Override
    public void refuse(Refusal refusal) {
        tell(new Reply.Refused(refusal));
    }

    void refuseIf(@Nullable Refusal refusal) {
        if (refusal != null) {
            refuse(refusal);
        }
    }

    /** A publication is handed over, or refused. */
    @Override
    public void accept(Published published) {
        switch (published) {
            case Published.HandedOver(var position) -> tell(new Reply.Published(position));
            case Published.Refused(Refusal refusal) -> refuse(refusal);
            case Published.Unknown _ ->
                    tell(new Reply.Unknown(new Refusal(ErrorCode.SERVER_ERROR)));
        }
    }

    void asks(ReplayRequest request) {
        asked = request;
    }

    /** A join took effect: on the client's lane, before anything is delivered. */
    @Override
    public void accept(ReplayStart start, Runnable replay) {
        charge(Cost.replay(start.missed()));
        tell(new Reply.Joined(asked == null ? ReplayRequest.LIVE : asked, start));
        replay.run();
    }

    /** A subscription began or ended, on the client's lane. */
    @Override
    public void run(Lane lane) {
        done();
    }

    /** A state is set. */
    @Override
    public void run() {
        done();
    }

    private void tell(Reply told) {
        if (!REPLIED.compareAndSet(this, false, true)) {
            return;
        }
        Reply counts = told;
        if (told instanceof Reply.Refused(Refusal refusal)) {
            // Before the client can know: what it sends then is no longer of this run.
            visit.stop(run, refusal);
        } else if (desk.drain().isDismissing()) {
            counts = Reply.UNCERTAIN;
        }
        try {
            reply.accept(counts);
        } finally {
            visit.answered();
            desk.drain().end();
        }
    }
}
