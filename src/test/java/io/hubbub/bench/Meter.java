package io.hubbub.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.HdrHistogram.Histogram;

/**
 * Measures what a window of time costs the server, the load client and others. The window begins
 * when this object is made and ends with {@link #stop}.
 */
final class Meter {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Server server;

    /** Less than nothing while the window is open: the clocks' readings at its begin. */
    private long wallNanos;

    private long serverNanos;
    private long clientNanos;
    private long busyNanos;

    Meter(Server server) throws IOException {
        this.server = server;
        wallNanos = -System.nanoTime();
        serverNanos = -server.cpu().toNanos();
        clientNanos = -THREADS.getCurrentThreadCpuTime();
        busyNanos = -Machine.busy().toNanos();
    }

    void stop() throws IOException {
        wallNanos += System.nanoTime();
        serverNanos += server.cpu().toNanos();
        clientNanos += THREADS.getCurrentThreadCpuTime();
        busyNanos += Machine.busy().toNanos();
    }

    /** How many cores the server kept busy. */
    double serverCores() {
        return (double) serverNanos / wallNanos;
    }

    /** The server's CPU time for each of so many things. */
    double serverMicros(long count) {
        return serverNanos / 1e3 / count;
    }

    double wallMillis() {
        return wallNanos / 1e6;
    }

    /** How many cores everything but server and load client kept busy. */
    double otherCores() {
        return Math.max(0, (double) (busyNanos - serverNanos - clientNanos) / wallNanos);
    }

    /**
     * The stopped window's figures, still without its faults.
     *
     * @param count what was counted in it: deliveries, or publishes
     */
    Measurement measurement(long count, Histogram latencyMicros) {
        return new Measurement(
                count * 1e9 / wallNanos,
                serverMicros(count),
                clientNanos / 1e3 / count,
                otherCores(),
                latencyMicros.getValueAtPercentile(50) / 1e3,
                latencyMicros.getValueAtPercentile(99) / 1e3,
                Faults.NONE);
    }
}
