package io.hubbub.transport;

import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * Those who are connected by an HTTP transport of SockJS: they come and go by here. What they send
 * does not: {@link SockJsReceiving} gives it to their sessions.
 */
final class SockJsClients extends AbstractWebSocketHandler {

    private final Protocol protocol;

    SockJsClients(Protocol protocol) {
        this.protocol = protocol;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        ((SockJsHttpSession) session).opened(protocol);
    }

    /** Two who close a session at the same time both come here. */
    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        ((SockJsHttpSession) session).ended();
    }
}
