package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Origin;
import io.hubbub.client.Wire;
import io.hubbub.message.User;
import io.hubbub.transport.Framing;
import io.hubbub.transport.Protocol;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a session for each connection, whatever transport it came by. */
final class Sessions implements Protocol {

    private final Clients clients;
    private final Inbound inbound;
    private final Refusals refusals;
    private final Duration heartbeat;

    Sessions(Clients clients, Inbound inbound, Refusals refusals, Duration heartbeat) {
        this.clients = clients;
        this.inbound = inbound;
        this.refusals = refusals;
        this.heartbeat = heartbeat;
    }

    @Override
    public List<String> subprotocols() {
        return List.of("v12.stomp", "v11.stomp", "v10.stomp");
    }

    /** Until CONNECT a client is spoken to as the newest version has it. */
    @Override
    public StompSession open(
            @Nullable Principal principal, Origin origin, Framing framing, Wire wire) {
        User user = principal instanceof User known ? known : null;
        StompFormat format = StompFormat.of(StompVersion.V1_2, framing);
        Client client = clients.open(user, origin, format, wire);
        return new StompSession(client, framing, inbound, refusals, heartbeat);
    }
}
