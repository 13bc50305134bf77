package io.hubbub.transport;

import io.hubbub.client.Limits;
import io.hubbub.client.Origin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletCoreRequest;
import org.eclipse.jetty.ee11.servlet.ServletCoreResponse;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestHandler;

/**
 * Upgrades requests to WebSocket straight into Jetty's core, so that nothing of the handshake, not
 * its request, nor Spring's and the servlet API's views of it, lives as long as the connection.
 */
final class Upgrade implements HttpRequestHandler {

    private final Protocol protocol;
    private final Admission admission;
    private final Origins origins;
    private final Framing framing;
    private final String transport;
    private final int maxFrame;
    private final Configuration.ConfigurationCustomizer sizes =
            new Configuration.ConfigurationCustomizer();

    Upgrade(Protocol protocol, Origins origins, Framing framing, String transport, Limits limits) {
        this.protocol = protocol;
        admission = new Admission(protocol);
        this.origins = origins;
        this.framing = framing;
        this.transport = transport;
        maxFrame = (int) limits.frameSize().toBytes();
        // Longer WebSocket frames are handed over in parts of this size; the protocol's own bound
        // judges.
        sizes.setMaxFrameSize(64 * 1024);
        sizes.setAutoFragment(true);
        sizes.setInputBufferSize(8 * 1024);
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!origins.admits(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        Caller caller = Caller.of(request);
        Origin origin = new Origin(transport, request.getRemoteAddr(), caller.session());
        if (!admission.admits(origin, response)) {
            return;
        }
        Connection connection =
                new Connection(protocol, caller.principal(), origin, framing, maxFrame);
        WebSocketMappings mappings =
                WebSocketMappings.ensureMappings(
                        ServletContextHandler.getServletContextHandler(
                                request.getServletContext()));
        Request coreRequest = ServletCoreRequest.wrap(request);
        Response coreResponse = ServletCoreResponse.wrap(coreRequest, response, false);
        try (Blocker.Callback upgraded = Blocker.callback()) {
            WebSocketNegotiator negotiator =
                    (offer, answer, _) -> {
                        negotiate(offer, answer);
                        return connection;
                    };
            if (mappings.upgrade(negotiator, coreRequest, coreResponse, upgraded, sizes)) {
                upgraded.block();
            } else {
                upgraded.succeeded();
                refuse(request, response);
            }
        }
    }

    /**
     * Says what is wrong with a request that is no handshake, in SockJS's words where it has some:
     * whoever looks for a proxy that lost a header finds them.
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

    private void negotiate(ServerUpgradeRequest offer, ServerUpgradeResponse answer) {
        protocol.subprotocols().stream()
                .filter(offer::hasSubProtocol)
                .findFirst()
                .ifPresent(answer::setAcceptedSubProtocol);
        // permessage-deflate costs tens to hundreds of KB per client, and would forbid sharing
        // bytes.
        answer.setExtensions(List.of());
    }
}
