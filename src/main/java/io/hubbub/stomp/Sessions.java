package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.FrameLimits;
import io.hubbub.client.Origin;
import io.hubbub.desk.Logins;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.stomp.frame.HeaderLimits;
import io.hubbub.stomp.frame.StompDecoder;
import io.hubbub.stomp.frame.StompFormat;
import io.hubbub.stomp.frame.StompVersion;
import io.hubbub.transport.Framing;
import io.hubbub.transport.Opening;
import io.hubbub.transport.Protocol;
import io.hubbub.wire.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a session for each connection, whatever its transport. */
final class Sessions implements Protocol {

    static final Refusal SHUTTING_DOWN = new Refusal(ErrorCode.SHUTTING_DOWN);

    private final Clients clients;
    private final Logins logins;
    private final FrameLimits frames;
    private final HeaderLimits headers;
    private final StompSession.Parts parts;

    Sessions(
            Clients clients,
            Logins logins,
            FrameLimits frames,
            HeaderLimits headers,
            StompSession.Parts parts) {
        this.clients = clients;
        this.logins = logins;
        this.frames = frames;
        this.headers = headers;
        this.parts = parts;
    }

    @Override
    public List<String> subprotocols() {
        return List.of("v12.stomp", "v11.stomp", "v10.stomp");
    }

    @Override
    public @Nullable Refusal refusal(Origin origin) {
        Refusal refusal = parts.drain().isClosed() ? SHUTTING_DOWN : clients.refusal(origin);
        if (refusal != null) {
            parts.refusals().count(refusal.code());
        }
        return refusal;
    }

    /** Until CONNECT, the server writes to a client in the newest version of STOMP. */
    @Override
    public StompSession open(Opening opening, Wire wire) {
        Framing framing = opening.framing();
        Logins.Handshake handshake = logins.handshake(opening.principal());
        StompFormat format = StompFormat.of(StompVersion.V1_2, framing);
        Refusal refusal = parts.drain().isClosed() ? SHUTTING_DOWN : handshake.refusal();
        Client client = clients.open(handshake.standing(), opening.origin(), format, wire, refusal);
        StompDecoder decoder = new StompDecoder(frames, headers, client.account());
        return new StompSession(client, framing, decoder, parts);
    }
}
