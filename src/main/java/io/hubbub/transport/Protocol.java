package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is spoken at an {@link Endpoint}. A gateway implements it; STOMP's is the first. */
public interface Protocol {

    /** The names for {@code Sec-WebSocket-Protocol}, the preferred one first. */
    List<String> subprotocols();

    /**
     * Decides whether a connection may be made, before it is made. A client that slips in
     * nevertheless is {@link io.hubbub.client.Client#turnedAway turned away} when it opens.
     *
     * @return why no connection may be made from there now; null if one may
     */
    @Nullable Refusal refusal(Origin origin);

    /**
     * A connection opened. Nothing is sent before {@link Session#opened}.
     *
     * <p>Over SockJS the session makes a client at once. Over WebSocket it may make a client later,
     * or give the wire to a client that exists. Until then only the session writes to the wire, on
     * the thread that calls it, and it has to end a connection that takes too long.
     *
     * @param wire the way to the connection's other end
     */
    Session open(Opening opening, Wire wire);
}
