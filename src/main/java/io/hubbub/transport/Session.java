package io.hubbub.transport;

import io.hubbub.client.Client;
import io.hubbub.message.Refusal;
import java.nio.ByteBuffer;

/**
 * One connection's side of a {@link Protocol}. The transport calls it for one thing at a time, in
 * the order in which it happens on the connection; {@link #ended} comes once and may come beside a
 * call that still runs.
 */
public interface Session {

    Client client();

    /** Takes what came over the connection, however it was cut, and handles it to its end. */
    void receive(ByteBuffer bytes);

    /** What came cannot be the protocol's: says so and closes. */
    void fail(Refusal refusal);

    /** The connection is gone. */
    void ended();
}
