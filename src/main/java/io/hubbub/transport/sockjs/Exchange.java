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
 * A request that waits for what there is to say, and its answer. No call blocks, and of writes
 * there is one at a time; who calls sees to that. Writing goes past the servlet's stream, which
 * would either block or hold a buffer of 32 KB for each answer that waits.
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
     * Null where the protocol itself tells of who hangs up, or the request is not read to its end.
     */
    private volatile @Nullable Hangup hangup;

    /** Frames written so far, wrapped. Set by whoever writes; others see whether it is full. */
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

    /** Takes a request over from the thread that brought it. */
    static Exchange of(HttpServletRequest servlet, Transport transport, byte[] prelude) {
        ServletContextRequest request = ServletContextRequest.getServletContextRequest(servlet);
        AsyncContext async = servlet.startAsync();
        // Jetty's own would end it after 30 s.
        async.setTimeout(0);
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        return new Exchange(transport, prelude, async, request, endPoint);
    }

    /**
     * Begins to look whether the other side hangs up.
     *
     * @param whenGone run, more than once perhaps, on a thread that may block
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

    /** Looks now whether the other side is gone. */
    boolean isGone() {
        Hangup looking = hangup;
        return looking != null && looking.look();
    }

    byte[] prelude() {
        return prelude;
    }

    /** Writes what an answer starts with. */
    void begin(Callback written) {
        response.write(false, ByteBuffer.wrap(prelude), written);
    }

    /**
     * Writes a frame of SockJS.
     *
     * @param last whether nothing comes after it in any case
     * @param written with {@link #isFull} when it is out
     */
    void write(byte[] frame, boolean last, Callback written) {
        byte[] bytes = transport.wrap(frame);
        answeredBytes = last ? Integer.MAX_VALUE : answeredBytes + bytes.length;
        if (isFull() && !response.isCommitted()) {
            // The whole answer, so that its length goes before it and no chunk after it.
            output.sendContent(ByteBuffer.wrap(bytes), written);
        } else {
            response.write(false, ByteBuffer.wrap(bytes), written);
        }
    }

    /** Whether the client has to ask again for more. */
    boolean isFull() {
        return answeredBytes > transport.mostBytes();
    }

    /** All is written. The connection may have its next request on it already, so not here. */
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
            // The connection broke, and Jetty was first.
            log.debug("A request was over before its end", e);
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

    /** What the servlet's side knows of a broken connection. */
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
