package io.hubbub;

import io.hubbub.client.Clients;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.SmartLifecycle;

/**
 * Says goodbye when the process is asked to end: each client gets what was sent to it, an ERROR and
 * close code 1012, before the web server cuts what is left.
 */
final class Shutdown implements SmartLifecycle {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Clients clients;
    private volatile boolean running;

    Shutdown(Clients clients) {
        this.clients = clients;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        clients.shutDown();
        long looks = clients.limits().closeTime().dividedBy(LOOK_AGAIN);
        for (long i = 0; i < looks && clients.count() > 0; i++) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After SockJS's endpoint, which ends what never said CONNECT; before the web server. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1;
    }
}
