package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Origin;
import io.hubbub.desk.Drain;
import io.hubbub.desk.Rates;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.transport.Framing;
import io.hubbub.transport.Opening;
import io.hubbub.transport.Protocol;
import io.hubbub.wire.Wire;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a session for each connection, whatever transport it came by. */
final class Sessions implements Protocol {

    private static final Refusal SHUTTING_DOWN = new Refusal(ErrorCode.SHUTTING_DOWN);

    private final Clients clients;
    private final Inbound inbound;
    private final Refusals refusals;
    private final Logins logins;
    private final Rates rates;
    private final Drain door;
    private final Duration heartbeat;

    Sessions(
            Clients clients,
            Inbound inbound,
            Refusals refusals,
            Logins logins,
            Rates rates,
            Drain door,
            Duration heartbeat) {
        this.clients = clients;
        this.inbound = inbound;
        this.refusals = refusals;
        this.logins = logins;
        this.rates = rates;
        this.door = door;
        this.heartbeat = heartbeat;
    }

    @Override
    public List<String> subprotocols() {
        return List.of("v12.stomp", "v11.stomp", "v10.stomp");
    }

    @Override
    public @Nullable Refusal refusal(Origin origin) {
        Refusal refusal = door.isClosed() ? SHUTTING_DOWN : clients.refusal(origin);
        if (refusal != null) {
            refusals.count(refusal.code());
        }
        return refusal;
    }

    /** Until CONNECT a client is spoken to as the newest version has it. */
    @Override
    public StompSession open(Opening opening, Wire wire) {
        Framing framing = opening.framing();
        Logins.Handshake handshake = logins.handshake(opening.principal());
        StompFormat format = StompFormat.of(StompVersion.V1_2, framing);
        Refusal refusal = door.isClosed() ? SHUTTING_DOWN : handshake.refusal();
        Client client = clients.open(handshake.standing(), opening.origin(), format, wire, refusal);
        return new StompSession(client, framing, inbound, refusals, logins, rates, door, heartbeat);
    }
}
