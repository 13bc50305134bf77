package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.client.Wire;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is spoken over connections. A gateway implements it; STOMP's is the first. */
public interface Protocol {

    /** The names for {@code Sec-WebSocket-Protocol}, the one to prefer first. */
    List<String> subprotocols();

    /**
     * A connection opened.
     *
     * @param principal who the handshake was made as; null for a guest
     */
    Session open(@Nullable Principal principal, Origin origin, Framing framing, Wire wire);
}
