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
 * Notices that the other side hangs up while a request over HTTP/1.1 waits for its response.
 *
 * <p>From the end of a request to the end of its response, Jetty does not look at the connection.
 * Only its next write would show that the other side is gone. So this class checks, by reading a
 * single byte. If a byte comes, it belongs to the next request, which was sent before this one's
 * response. Then nothing more is read, so a later hangup goes unnoticed, and Jetty gets the byte
 * back before it reads again.
 *
 * <p>{@link #stop} has to come before the request's end, because Jetty gives up a connection on
 * which somebody else waits.
 */
final class Hangup implements Callback {

    private final EndPoint endPoint;
    private final Connection connection;
    private final Runnable whenGone;

    // These are guarded by this, and so is reading: our reads and Jetty's may not overlap.

    /** The first byte of the next request; null if none came. */
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

    /** Begins to watch. */
    synchronized void start() {
        if (!stopped) {
            endPoint.tryFillInterested(this);
        }
    }

    /** Checks now; returns whether the other side is gone, as far as is known. */
    synchronized boolean look() {
        if (!stopped && !gone && ahead == null) {
            read();
        }
        return gone;
    }

    /** Stops watching. From here on the connection belongs to Jetty. */
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

    /** There is something to read, or the connection ended. */
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
                // Silence does not mean the end: a client that waits has nothing to send.
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
