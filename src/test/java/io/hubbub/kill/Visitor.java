package io.hubbub.kill;

import io.hubbub.message.Position;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Somebody who comes back whenever the connection breaks. Lives on one virtual thread. */
abstract class Visitor implements Runnable {

    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    final Run run;
    final String name;

    Visitor(Run run, String name) {
        this.run = run;
        this.name = name;
    }

    @Override
    public final void run() {
        try {
            boolean done = false;
            while (!done && !Thread.currentThread().isInterrupted()) {
                done = come();
            }
        } catch (Throwable e) {
            run.failed(new AssertionError(name + ": " + e.getMessage(), e));
        }
    }

    private boolean come() {
        try (Connection connection = Connection.open(run.port(), name + "-of-the-kill-test")) {
            visit(connection);
            return true;
        } catch (IOException e) {
            LockSupport.parkNanos(PAUSE_NANOS);
            return false;
        }
    }

    /**
     * Does what there is to do.
     *
     * @throws IOException if the connection breaks before all is done
     */
    abstract void visit(Connection connection) throws IOException;

    /** A position as it stands in a header. */
    static Position position(String header) {
        String[] parts = header.split("\\\\c", 2);
        return new Position(parts[0], Long.parseLong(parts[1]));
    }
}
