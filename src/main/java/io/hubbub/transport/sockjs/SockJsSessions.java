package io.hubbub.transport.sockjs;

import io.hubbub.client.Time;
import io.hubbub.transport.Protocol;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of SockJS over HTTP by their addresses. Clients choose a part of an address. */
final class SockJsSessions implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SockJsSessions.class);

    /**
     * How often sessions are checked. This is short compared with the times that are checked, and
     * rare enough to cost nothing.
     */
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Time time;

    /**
     * By address. Requests' threads add sessions; the rounds' thread removes those that are over.
     */
    private final ConcurrentHashMap<String, SockJsSession> sessions = new ConcurrentHashMap<>();

    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("sockjs-rounds").factory());

    SockJsSessions(Time time) {
        this.time = time;
        long nanos = ROUND.toNanos();
        var _ = rounds.scheduleWithFixedDelay(this::round, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * The session with that id, even if it is over; null if there is none or it is somebody else's.
     */
    @Nullable SockJsSession find(String id, HttpServletRequest request) {
        SockJsSession found = sessions.get(id);
        return found != null && found.owner().sends(request) ? found : null;
    }

    /** Whether there is no session of that id. */
    boolean isFree(String id) {
        return !sessions.containsKey(id);
    }

    /**
     * Opens a session.
     *
     * @return null if another request opened it first
     */
    @Nullable SockJsSession open(
            String id, Protocol protocol, Transport transport, HttpServletRequest request) {
        SockJsSession made =
                new SockJsSession(transport, Owner.of(request, transport), time.nanos());
        made.open(protocol);
        if (sessions.putIfAbsent(id, made) == null) {
            return made;
        }
        made.discard();
        return null;
    }

    private void round() {
        try {
            long now = time.nanos().getAsLong();
            sessions.values().removeIf(session -> session.isForgotten(now));
        } catch (RuntimeException e) {
            log.error("Looking after SockJS's sessions failed", e);
        }
    }

    @Override
    public void close() {
        rounds.shutdownNow();
    }
}
