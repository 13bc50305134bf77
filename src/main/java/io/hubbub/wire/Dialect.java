package io.hubbub.wire;

import io.hubbub.message.Envelope;

/**
 * How the messages of a subscription are encoded: everything that their bytes depend on, apart from
 * the message. Dialects that are equal give equal bytes, so that the members of a room share one
 * encoding. Implementations are therefore small records.
 */
public interface Dialect {

    /** Encodes a message as the socket carries it. Safe for every thread. */
    byte[] encode(Envelope envelope);
}
