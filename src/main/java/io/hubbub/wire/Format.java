package io.hubbub.wire;

import io.hubbub.message.Envelope;
import io.hubbub.message.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants its frames written: protocol, version and framing in one. Implementations are
 * constants without state; equal formats and subscription ids give equal bytes, which is what lets
 * the members of a room share them.
 */
public interface Format {

    /**
     * A message for a subscription, as the socket carries it.
     *
     * @param subscription null where the client subscribed without an id, as STOMP 1.0 may
     */
    byte[] message(Envelope envelope, @Nullable String subscription);

    /** What a client reads last before it is closed for a reason. */
    byte[] error(Refusal refusal, @Nullable String receipt);

    /** What the transport itself says before it closes; null where its close says all. */
    byte @Nullable [] farewell(int code, String reason);

    /** The smallest sign of life. */
    byte[] heartbeat();

    /** What every live client answers by itself; null where the transport has nothing like it. */
    byte @Nullable [] probe();
}
