package io.hubbub.transport;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * Those who are connected by an HTTP transport of SockJS. What they send does not come by here:
 * {@link SockJsReceiving} gives it to their sessions.
 */
final class SockJsClients extends AbstractWebSocketHandler {

    private final Protocol protocol;
    private final Set<SockJsHttpSession> open = ConcurrentHashMap.newKeySet();

    /** Done when the last client is gone; null while clients may come. */
    private volatile @Nullable CompletableFuture<Void> allGone;

    SockJsClients(Protocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        SockJsHttpSession client = (SockJsHttpSession) session;
        client.opened(protocol);
        open.add(client);
        if (allGone != null) {
            client.dismiss();
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        SockJsHttpSession client = (SockJsHttpSession) session;
        // Two who close a session at the same time both come here.
        if (open.remove(client)) {
            client.ended();
        }
        CompletableFuture<Void> waiting = allGone;
        if (waiting != null && open.isEmpty()) {
            waiting.complete(null);
        }
    }

    void admit() {
        allGone = null;
    }

    /**
     * Tells everybody that the server goes away.
     *
     * @param grace for the clients to read it, before they are cut off
     * @return done when they are gone
     */
    CompletableFuture<Void> dismiss(Duration grace) {
        CompletableFuture<Void> waiting = new CompletableFuture<>();
        allGone = waiting;
        open.forEach(SockJsHttpSession::dismiss);
        if (open.isEmpty()) {
            waiting.complete(null);
        }
        return waiting.completeOnTimeout(null, grace.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> open.forEach(SockJsHttpSession::abort));
    }
}
