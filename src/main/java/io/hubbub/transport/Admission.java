package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * The look at a client's first request, before anything is made for it: where the protocol wants
 * nobody from there, HTTP says so, which costs less than a connection.
 */
final class Admission implements HandshakeInterceptor {

    private final Protocol protocol;

    Admission(Protocol protocol) {
        this.protocol = protocol;
    }

    /** Returns whether to go on; else the response says why not. */
    boolean admits(Origin origin, HttpServletResponse response) throws IOException {
        Refusal refusal = protocol.refusal(origin);
        if (refusal == null) {
            return true;
        }
        response.setStatus(refusal.code().status());
        response.setContentType(MediaType.TEXT_PLAIN_VALUE);
        response.getWriter().write(refusal.word());
        return false;
    }

    /** The first request of a SockJS session over HTTP. */
    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            Map<String, Object> attributes)
            throws IOException {
        String address = ((ServletServerHttpRequest) request).getServletRequest().getRemoteAddr();
        return admits(
                new Origin("sockjs", address, null),
                ((ServletServerHttpResponse) response).getServletResponse());
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            @Nullable Exception failure) {}
}
