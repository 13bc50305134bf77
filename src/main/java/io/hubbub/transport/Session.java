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

    /** The transport said what it has to say first. */
    void opened();

    /**
     * Notes that these many bytes came, more than none, before anybody looks at them.
     *
     * @return whether to go on with them; else they are to be ignored
     */
    boolean arrived(int bytes);

    /** The transport was pinged; returns whether to answer. */
    boolean pinged();

    /** Takes what came over the connection, however it was cut, and handles it to its end. */
    void receive(ByteBuffer bytes);

    /** What came cannot be the protocol's: says so and closes. */
    void fail(Refusal refusal);

    /** The connection is gone. */
    void ended();
}
