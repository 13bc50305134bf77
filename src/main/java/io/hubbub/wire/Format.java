package io.hubbub.wire;

import io.hubbub.message.Channel;
import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its frames written: protocol, version and framing in one. This is what a
 * protocol gives to the core, so that the core can write to a client without knowing the protocol.
 * Implementations are constants without state.
 */
public interface Format {

    /**
     * How the messages of a subscription are encoded.
     *
     * @param subscription the id that the client gave to its subscription; null if it gave none
     */
    Dialect dialect(@Nullable String subscription);

    /**
     * The id of a subscription that the server makes for a client. The client can work it out from
     * the channel, so that it can end the subscription like one of its own.
     */
    String subscriptionId(Channel channel);

    /** The last frame that a client reads before it is closed for a reason. */
    byte[] error(Refusal refusal);

    /**
     * What the transport or the protocol sends last, right before it closes the socket; null if the
     * close itself says everything.
     */
    byte @Nullable [] farewell(int code, String reason);

    /** The smallest frame that shows the client that the server lives. */
    byte[] heartbeat();

    /** A frame that every live client answers by itself; null if the transport has none. */
    byte @Nullable [] probe();
}
