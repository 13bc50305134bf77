package io.hubbub.transport.sockjs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the other side hung up while a request over HTTP/1.1 waits for its answer.
 *
 * <p>Between a request's end and its answer's, Jetty does not look at the connection: whoever hangs
 * up is found out by the next write. So this looks, by reading a single byte. Where one comes it is
 * the next request, sent before this one's answer: then nothing more is read, what may come after
 * it stays unseen, and Jetty is given the byte back before it looks again. That is why {@link
 * #stop} has to come before the request's end: Jetty gives a connection up on which somebody else
 * waits.
 */
final class Hangup implements Callback {

    private final EndPoint endPoint;
    private final Connection connection;
    private final Runnable whenGone;

    // Guarded by this, as is reading: no read of ours may meet one of Jetty's.

    /** The first byte of the next request; null while none came. */
    private @Nullable ByteBuffer ahead;

    private boolean gone;
    private boolean stopped;

    /**
     * @param whenGone run once on a thread that may block, under no lock
     */
    Hangup(EndPoint endPoint, Runnable whenGone) {
        this.endPoint = endPoint;
        this.whenGone = whenGone;
        connection = endPoint.getConnection();
    }

    /** Begins to look. */
    synchronized void start() {
        if (!stopped) {
            endPoint.tryFillInterested(this);
        }
    }

    /** Looks now; returns whether the other side is known to be gone. */
    synchronized boolean look() {
        if (!stopped && !gone && ahead == null) {
            read();
        }
        return gone;
    }

    /** Ends looking; from here on the connection is Jetty's. */
    synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        if (endPoint instanceof AbstractEndPoint waiting) {
            waiting.getFillInterest().onFail(new IOException("No longer waited for"));
        }
        if (ahead != null && connection instanceof Connection.UpgradeTo reader) {
            reader.onUpgradeTo(ahead);
        }
    }

    /** There is something to read, or the end. */
    @Override
    public void succeeded() {
        boolean tell;
        synchronized (this) {
            if (stopped) {
                return;
            }
            boolean before = gone;
            if (!gone && ahead == null) {
                read();
            }
            if (!gone && ahead == null) {
                endPoint.tryFillInterested(this);
            }
            tell = gone && !before;
        }
        if (tell) {
            whenGone.run();
        }
    }

    @Override
    public void failed(Throwable failure) {
        synchronized (this) {
            if (stopped || gone) {
                return;
            }
            if (failure instanceof TimeoutException && endPoint.isOpen()) {
                // Silence is no end: who waits for an answer has nothing to say.
                endPoint.tryFillInterested(this);
                return;
            }
            gone = true;
        }
        whenGone.run();
    }

    private void read() {
        ByteBuffer one = BufferUtil.allocate(1);
        try {
            int read = endPoint.fill(one);
            gone = read < 0;
            ahead = read > 0 ? one : null;
        } catch (IOException e) {
            gone = true;
        }
    }
}
