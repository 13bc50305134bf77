package io.hubbub.transport;

import io.hubbub.client.Client;
import io.hubbub.message.Refusal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's side of a {@link Protocol}. The transport calls it for one thing at a time, in
 * the order in which things happen on the connection. Only {@link #ended} and {@link #client} may
 * be called beside a call that still runs; {@link #ended} is called once.
 */
public interface Session {

    /**
     * The client whose lane writes to this connection now. Null before there is one: a protocol may
     * try something on a connection first. Null again once the client has moved to another
     * connection.
     */
    @Nullable Client client();

    /** The transport has sent its own greeting. The session may send from now on. */
    void opened();

    /**
     * Notes that bytes came, more than none, before anybody looks at them.
     *
     * @return whether to go on with them; if not, they are ignored
     */
    boolean arrived(int bytes);

    /** The transport was pinged; returns whether to answer. */
    boolean pinged();

    /**
     * Takes a part of a message and handles it to its end. Messages are not gathered on the way
     * here: a protocol that wants whole ones gathers them itself, within a bound.
     *
     * @param type the type of the whole message
     * @param part what came, perhaps nothing; not to be kept
     * @param last whether the message ends with it
     */
    void receive(MessageType type, ByteBuffer part, boolean last);

    /** What came does not belong to the protocol. The session says so and closes. */
    void fail(Refusal refusal);

    /** The connection is gone. */
    void ended();
}
