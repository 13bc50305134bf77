package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.site.Origins;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletCoreRequest;
import org.eclipse.jetty.ee11.servlet.ServletCoreResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestHandler;

/** Takes handshakes behind the servlets' filters, which have found out who asks. */
final class Upgrade implements HttpRequestHandler {

    private final Handshake handshake;
    private final Admission admission;
    private final Origins origins;

    Upgrade(Handshake handshake, Origins origins) {
        this.handshake = handshake;
        admission = new Admission(handshake.protocol());
        this.origins = origins;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!origins.admits(Asking.of(request))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        Caller caller = Caller.of(request);
        Origin origin = handshake.origin(request.getRemoteAddr(), caller.session());
        if (!admission.admits(origin, response)) {
            return;
        }
        WebSocketMappings mappings =
                WebSocketMappings.ensureMappings(
                        ServletContextHandler.getServletContextHandler(
                                request.getServletContext()));
        Request coreRequest = ServletCoreRequest.wrap(request);
        Response coreResponse = ServletCoreResponse.wrap(coreRequest, response, false);
        try (Blocker.Callback upgraded = Blocker.callback()) {
            if (handshake.upgrade(
                    mappings, coreRequest, coreResponse, upgraded, caller.principal(), origin)) {
                upgraded.block();
            } else {
                upgraded.succeeded();
                refuse(request, response);
            }
        }
    }

    /**
     * Says why a request is no handshake. The sentence is SockJS's own, so that an operator who
     * searches for it finds that a proxy has dropped a header.
     */
    private static void refuse(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!request.getMethod().equals("GET")) {
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            response.setHeader(HttpHeaders.ALLOW, "GET");
            return;
        }
        if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            refuse(response, 400, "Can \"Upgrade\" only to \"WebSocket\".");
        } else {
            response.setHeader("Sec-WebSocket-Version", "13");
            refuse(response, 426, "\"Sec-WebSocket-Version\" must be 13.");
        }
    }

    private static void refuse(HttpServletResponse response, int status, String why)
            throws IOException {
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().write(why + "\n");
    }
}
