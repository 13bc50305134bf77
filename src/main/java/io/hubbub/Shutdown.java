package io.hubbub;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Time;
import io.hubbub.desk.Drain;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the clients in order when the process is asked to stop. First nobody may connect and no
 * frame is begun; frames that were begun are completed. Then each client gets what was sent to it,
 * an ERROR and close code 1012, a few clients at a time, so that they do not all reach the next
 * server at once. The lanes cut off clients that do not read this in time. Only then does the web
 * server stop, because it would wait for SockJS's requests, which do not end by themselves.
 */
final class Shutdown implements SmartLifecycle {

    /**
     * The time to complete frames that were begun. A frame that takes longer gets no RECEIPT any
     * more. So nothing is lost that its sender believes to be safe.
     */
    static final Duration FRAMES_TIME = Duration.ofSeconds(2);

    /** How long after a client's time is over its lane may notice that. */
    private static final Duration CUT_TIME = Duration.ofSeconds(1);

    private static final Refusal REASON = new Refusal(ErrorCode.SHUTTING_DOWN);

    private final Drain drain;
    private final Clients clients;
    private final ShutdownLimits limits;
    private final Time time;
    private final Runnable pause;

    /** Whether a stop would have work to do. Spring's thread writes it, any thread reads it. */
    private volatile boolean running;

    /**
     * @param pause waits a few milliseconds
     */
    Shutdown(Drain drain, Clients clients, ShutdownLimits limits, Time time, Runnable pause) {
        this.drain = drain;
        this.clients = clients;
        this.limits = limits;
        this.time = time;
        this.pause = pause;
    }

    @Override
    public void start() {
        drain.open();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        drain.close();
        await(drain::isQuiet, FRAMES_TIME);
        drain.dismiss();
        dismiss(clients.everyone(), limits.shutdownTime());
        await(clients::isDeserted, clients.limits().closeTime().plus(CUT_TIME));
    }

    /** Dismisses the clients evenly over the time. Returns early if all are gone. */
    private void dismiss(List<Client> leaving, Duration spread) {
        long begin = now();
        int dismissed = 0;
        while (dismissed < leaving.size() && !clients.isDeserted()) {
            long passed = Math.min(now() - begin, spread.toNanos());
            double part = spread.isZero() ? 1 : (double) passed / spread.toNanos();
            int due = (int) Math.ceil(part * leaving.size());
            for (; dismissed < due; dismissed++) {
                leaving.get(dismissed).fail(REASON, Departure.SHUTDOWN);
            }
            pause.run();
        }
    }

    private void await(BooleanSupplier done, Duration most) {
        long begin = now();
        while (!done.getAsBoolean() && now() - begin < most.toNanos()) {
            pause.run();
        }
    }

    private long now() {
        return time.nanos().getAsLong();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Runs before everything else that stops. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
