package io.hubbub.transport.sockjs;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee11.servlet.HttpOutput;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that waits for something to be sent, and its response. No call blocks. The caller
 * ensures that there is one write at a time. The bytes do not go through the servlet's stream,
 * which would either block or hold a buffer of 32 KB for each waiting response.
 */
final class Exchange {

    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    private final Transport transport;
    private final byte[] prelude;
    private final AsyncContext async;
    private final Response response;
    private final HttpOutput output;
    private final EndPoint endPoint;

    /**
     * Notices a client that hangs up. Null before {@link #watch}, if HTTP itself reports such a
     * client, and if the request is not read to its end. The request's thread sets it once; every
     * thread reads it.
     */
    private volatile @Nullable Hangup hangup;

    /** The bytes of all frames so far. The thread that writes sets it; every thread reads it. */
    private volatile int answeredBytes;

    private Exchange(
            Transport transport,
            byte[] prelude,
            AsyncContext async,
            ServletContextRequest request,
            EndPoint endPoint) {
        this.transport = transport;
        this.prelude = prelude;
        this.async = async;
        this.endPoint = endPoint;
        response = request.getServletContextResponse();
        output = request.getHttpOutput();
    }

    /** Keeps a request open after the thread that brought it is done. */
    static Exchange of(HttpServletRequest servlet, Transport transport, byte[] prelude) {
        ServletContextRequest request = ServletContextRequest.getServletContextRequest(servlet);
        AsyncContext async = servlet.startAsync();
        // Without this, Jetty would end the request after 30 s.
        async.setTimeout(0);
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        return new Exchange(transport, prelude, async, request, endPoint);
    }

    /**
     * Begins to watch for the other side hanging up.
     *
     * @param whenGone run on a thread that may block, perhaps more than once
     */
    void watch(HttpServletRequest servlet, Runnable whenGone) {
        ServletContextRequest request = ServletContextRequest.getServletContextRequest(servlet);
        async.addListener(new Failure(whenGone));
        request.addFailureListener(_ -> whenGone.run());
        ConnectionMetaData connection = request.getConnectionMetaData();
        boolean plain =
                connection.getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion();
        if (plain && request.consumeAvailable()) {
            Hangup looking = new Hangup(endPoint, whenGone);
            hangup = looking;
            looking.start();
        }
    }

    /** Checks now whether the other side is gone. */
    boolean isGone() {
        Hangup looking = hangup;
        return looking != null && looking.look();
    }

    byte[] prelude() {
        return prelude;
    }

    /** Writes what the response starts with. */
    void begin(Callback written) {
        response.write(false, ByteBuffer.wrap(prelude), written);
    }

    /**
     * Writes a frame of SockJS.
     *
     * @param last whether it is the last frame, even if the response is not full
     * @param written completed when the frame is out
     */
    void write(byte[] frame, boolean last, Callback written) {
        byte[] bytes = transport.wrap(frame);
        answeredBytes = last ? Integer.MAX_VALUE : answeredBytes + bytes.length;
        if (isFull() && !response.isCommitted()) {
            // This is the whole response, so it gets a length rather than chunks.
            output.sendContent(ByteBuffer.wrap(bytes), written);
        } else {
            response.write(false, ByteBuffer.wrap(bytes), written);
        }
    }

    /** Whether the client has to ask again for more. */
    boolean isFull() {
        return answeredBytes > transport.mostBytes();
    }

    /** Ends the response. It does so on another thread, because the next request may have come. */
    void complete() {
        Hangup looking = hangup;
        if (looking != null) {
            looking.stop();
        }
        Thread.startVirtualThread(this::finish);
    }

    private void finish() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The connection broke, and Jetty ended the request first.
            log.debug("A SockJS request had ended before it was completed", e);
        }
    }

    /** Drops the connection. */
    void abort() {
        Hangup looking = hangup;
        if (looking != null) {
            looking.stop();
        }
        endPoint.close();
        Thread.startVirtualThread(this::finish);
    }

    /** Hears from the servlet container that a connection broke. */
    private record Failure(Runnable whenGone) implements AsyncListener {

        @Override
        public void onError(AsyncEvent event) {
            whenGone.run();
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
