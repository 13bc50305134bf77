package io.hubbub.transport.sockjs;

import io.hubbub.budget.Holding;
import io.hubbub.message.Refusal;
import io.hubbub.transport.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.Objects;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * The body of an {@code xhr_send} while it is read. It reports all bytes to the session as they
 * come. Before it reads more, it puts what the parser holds on the client's account; so a body that
 * comes whole in one read always passes. The body ends early if the session or the account takes no
 * more of it, and if the client's end {@link #cut cuts it off}.
 *
 * <p>Only the request's thread reads. Any thread may cut.
 */
final class SockJsBody extends FilterInputStream {

    /** Each byte is held up to four times: twice in the parser, in the string, and decoded. */
    private static final int HELD_PER_BYTE = 4;

    private final Session receiver;
    private final Holding held;
    private final EndPoint endPoint;

    /** The bytes that came since the last string was handled. Only the request's thread uses it. */
    private long bytes;

    /** Why the account takes no more; null if it does. Only the request's thread uses it. */
    private @Nullable Refusal refusal;

    /** Guarded by this. Whether the request's thread waits for more of a string. */
    private boolean waiting;

    /** Guarded by this. Whether the client has ended, so that nothing more is read. */
    private boolean cut;

    SockJsBody(HttpServletRequest request, Session receiver) throws IOException {
        super(request.getInputStream());
        this.receiver = receiver;
        held = Objects.requireNonNull(receiver.client()).account().passing();
        endPoint =
                ServletContextRequest.getServletContextRequest(request)
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint();
    }

    /** Why the account took no more; null if it did. */
    @Nullable Refusal refusal() {
        return refusal;
    }

    /**
     * Notes that a string was handled. What the parser has read of the next string by now is no
     * more than its buffer.
     */
    void handled() {
        bytes = 0;
        var unused = held.hold(0);
    }

    /**
     * Ends the body because its client has ended. What the request holds is not charged any more,
     * so a request that waits for the rest of a string loses its connection. A request that does
     * not wait is answered: it may be the one that brought the client's DISCONNECT.
     */
    void cut() {
        boolean drop;
        synchronized (this) {
            cut = true;
            drop = waiting;
        }
        if (drop) {
            endPoint.close();
        }
    }

    /** Whether the client's end cut the body off. */
    synchronized boolean isCut() {
        return cut;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!mayHold() || !begin()) {
            return -1;
        }
        int read;
        try {
            read = super.read(buffer, offset, length);
        } finally {
            end();
        }
        return read > 0 && arrived(read) ? read : -1;
    }

    private boolean mayHold() {
        if (refusal == null) {
            refusal = held.hold(bytes * HELD_PER_BYTE);
        }
        return refusal == null;
    }

    private boolean arrived(int read) {
        bytes += read;
        return receiver.arrived(read);
    }

    /** Returns whether to read. */
    private synchronized boolean begin() {
        waiting = bytes > 0;
        return !cut;
    }

    private synchronized void end() {
        waiting = false;
    }

    @Override
    public void close() throws IOException {
        handled();
        super.close();
    }
}
