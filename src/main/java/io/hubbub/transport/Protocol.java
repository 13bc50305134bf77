package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Wire;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is spoken over connections. A gateway implements it; STOMP's is the first. */
public interface Protocol {

    /** The names for {@code Sec-WebSocket-Protocol}, the one to prefer first. */
    List<String> subprotocols();

    /**
     * A connection is about to be made: why none may be from there now; null where one may. A
     * client that slips in nevertheless is {@link io.hubbub.client.Client#turnedAway turned away}
     * when it opens.
     */
    @Nullable Refusal refusal(Origin origin);

    /**
     * A connection opened.
     *
     * @param principal who the handshake was made as; null for a guest
     */
    Session open(@Nullable Principal principal, Origin origin, Framing framing, Wire wire);
}
