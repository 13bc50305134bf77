package io.hubbub.transport;

import io.hubbub.client.Origin;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.jspecify.annotations.Nullable;

/**
 * Upgrades requests to WebSocket, directly with Jetty's core. So the connection keeps nothing of
 * its handshake alive: not the request, and not what Spring and the servlet API wrap around it.
 */
final class Handshake {

    private final Protocol protocol;
    private final Framing framing;
    private final String transport;
    private final Configuration.ConfigurationCustomizer sizes =
            new Configuration.ConfigurationCustomizer();

    Handshake(Protocol protocol, Framing framing, String transport) {
        this.protocol = protocol;
        this.framing = framing;
        this.transport = transport;
        // Jetty cuts longer WebSocket frames into parts of this size. How long a message may be is
        // the protocol's decision.
        sizes.setMaxFrameSize(64 * 1024);
        sizes.setAutoFragment(true);
        sizes.setInputBufferSize(8 * 1024);
    }

    Protocol protocol() {
        return protocol;
    }

    /** The origin of a client that connects by this handshake. */
    Origin origin(String address, @Nullable String session) {
        return new Origin(transport, address, session);
    }

    /**
     * Upgrades.
     *
     * @param principal the user that the handshake acts for; null for a guest
     * @return whether the request was answered. If not, it is no WebSocket handshake, and nothing
     *     was done
     */
    boolean upgrade(
            WebSocketMappings mappings,
            Request request,
            Response response,
            Callback callback,
            @Nullable Principal principal,
            Origin origin) {
        String query = Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
        Opening opening = new Opening(principal, origin, query, framing);
        return mappings.upgrade(
                (offer, answer, _) -> {
                    negotiate(offer, answer);
                    return new Connection(protocol, opening);
                },
                request,
                response,
                callback,
                sizes);
    }

    private void negotiate(ServerUpgradeRequest offer, ServerUpgradeResponse answer) {
        protocol.subprotocols().stream()
                .filter(offer::hasSubProtocol)
                .findFirst()
                .ifPresent(answer::setAcceptedSubProtocol);
        // permessage-deflate costs tens to hundreds of KB per client, and clients could no longer
        // share bytes.
        answer.setExtensions(List.of());
    }
}
