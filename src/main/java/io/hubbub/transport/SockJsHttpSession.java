package io.hubbub.transport;

import io.hubbub.client.Origin;
import io.hubbub.client.Wire;
import io.hubbub.message.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.sockjs.SockJsException;
import org.springframework.web.socket.sockjs.frame.SockJsFrame;
import org.springframework.web.socket.sockjs.frame.SockJsFrameFormat;
import org.springframework.web.socket.sockjs.transport.session.AbstractHttpSockJsSession;

/**
 * One client of an HTTP transport of SockJS, over all the requests that it makes.
 *
 * <p>Spring writes to the response with blocking calls, under {@code responseLock}; a client that
 * does not read holds that lock for long. So the lane never takes it: as a {@link Wire} this hands
 * each batch of frames to a virtual thread, and takes the next one only when Spring's message cache
 * is empty again. What waits in that cache, while the client is between two requests, thus counts
 * as not written, and the outbox stays the bound.
 */
final class SockJsHttpSession extends AbstractHttpSockJsSession implements Wire {

    /** Most that is out of the outbox and not yet written. One longer frame goes alone. */
    private static final int BATCH_BYTES = 64 * 1024;

    private static final int BATCH_FRAMES = 32;

    private final SockJsSending transport;

    /**
     * Held while what a request carried is handled. Fair: requests that come at the same time take
     * turns in the order of their arrival.
     */
    private final ReentrantLock receiving = new ReentrantLock(true);

    /** Null until the client's first request; set under {@code responseLock}. */
    private volatile @Nullable Session session;

    /** Where the first request came from; empty until then. Guarded by {@code responseLock}. */
    private String address = "";

    /** What vouched for the first request, see {@link Caller}. Guarded by {@code responseLock}. */
    private @Nullable String vouching;

    /** The socket of the request that is being answered; null between requests. */
    private volatile @Nullable EndPoint endPoint;

    /** Written to the request that is being answered. Guarded by {@code responseLock}. */
    private int answeredBytes;

    /** How to end once there is a request to say so to; null before that. Guarded likewise. */
    private @Nullable CloseStatus closing;

    /** What a request after the end is told. */
    private volatile SockJsFrame lastFrame = SockJsFrame.closeFrameGoAway();

    SockJsHttpSession(String id, SockJsSending transport, WebSocketHandler handler) {
        super(id, transport.getServiceConfig(), handler, Map.of());
        this.transport = transport;
    }

    SockJsSending transport() {
        return transport;
    }

    SockJsFrame lastFrame() {
        return lastFrame;
    }

    /** The id is all that it takes to be this client, so it stays out of every log. */
    @Override
    public String toString() {
        Session current = session;
        return "SockJS session of client " + (current == null ? "?" : current.client());
    }

    // ---------------------------------------------------------------- the client's life

    /** The first request came. Under {@code responseLock}, as Spring calls it. */
    void opened(Protocol protocol) {
        Origin origin = new Origin("sockjs-" + transport.word(), address, vouching);
        Session opened = protocol.open(getPrincipal(), origin, Framing.SOCKJS_HTTP, this);
        session = opened;
        opened.opened();
    }

    /**
     * Takes what the client sent, after all that it sent before.
     *
     * @param read gives the parts of it to the session, and returns what is wrong with it
     */
    @Nullable Refusal receive(Function<Session, @Nullable Refusal> read) {
        receiving.lock();
        try {
            Session current = session;
            Refusal flaw = current == null ? null : read.apply(current);
            if (current != null && flaw != null) {
                current.fail(flaw);
            }
            return flaw;
        } finally {
            receiving.unlock();
        }
    }

    /** The session is closed, by whichever side. */
    void ended() {
        getMessageCache().clear();
        Session current = session;
        if (current != null) {
            current.ended();
        }
    }

    // ---------------------------------------------------------------- on the requests' threads

    @Override
    public void handleInitialRequest(
            ServerHttpRequest request, ServerHttpResponse response, SockJsFrameFormat format) {
        synchronized (responseLock) {
            if (isNew()) {
                HttpServletRequest first = ((ServletServerHttpRequest) request).getServletRequest();
                address = first.getRemoteAddr();
                vouching = Caller.of(first).session();
                super.handleInitialRequest(request, response, format);
                return;
            }
        }
        // Two first requests at once: without a second look, Spring would open the session twice.
        handleSuccessiveRequest(request, response, format);
    }

    @Override
    public void handleSuccessiveRequest(
            ServerHttpRequest request, ServerHttpResponse response, SockJsFrameFormat format) {
        synchronized (responseLock) {
            if (!isActive()) {
                super.handleSuccessiveRequest(request, response, format);
                return;
            }
        }
        // Two requests at once: Spring would forget the first one, and never answer it.
        SockJsSending.answer(response, format, SockJsFrame.closeFrameAnotherConnectionOpen());
    }

    @Override
    protected void handleRequestInternal(
            ServerHttpRequest request, ServerHttpResponse response, boolean initial)
            throws IOException {
        endPoint =
                ServletContextRequest.getServletContextRequest(
                                ((ServletServerHttpRequest) request).getServletRequest())
                        .getConnectionMetaData()
                        .getConnection()
                        .getEndPoint();
        answeredBytes = 0;
        byte[] prelude = transport.prelude(request);
        if (prelude.length > 0) {
            response.getBody().write(prelude);
            response.flush();
        }
        if (initial) {
            writeFrame(SockJsFrame.openFrame());
        }
        if (closing != null) {
            end(closing);
        } else {
            flushCache();
        }
    }

    // ---------------------------------------------------------------- writing, under responseLock

    /** Writes all that waits as one SockJS frame. Called where there is a request to answer. */
    @Override
    protected void flushCache() {
        Queue<String> waiting = getMessageCache();
        if (!waiting.isEmpty()) {
            String[] messages = waiting.toArray(String[]::new);
            writeFrame(
                    SockJsFrame.messageFrame(getSockJsServiceConfig().getMessageCodec(), messages));
            waiting.clear();
            Session current = session;
            if (current != null) {
                current.client().writable();
            }
        }
        scheduleHeartbeat();
    }

    @Override
    protected void writeFrame(SockJsFrame frame) {
        super.writeFrame(frame);
        answeredBytes += frame.getContentBytes().length;
        if (answeredBytes >= transport.mostBytes()) {
            resetRequest();
        }
    }

    @Override
    protected void resetRequest() {
        synchronized (responseLock) {
            super.resetRequest();
            endPoint = null;
        }
    }

    // ---------------------------------------------------------------- the wire, on the lane

    @Override
    public int write(Queue<byte[]> frames, ByteBuffer scratch) {
        List<byte[]> batch = new ArrayList<>();
        int bytes = 0;
        byte[] next = frames.peek();
        while (next != null
                && batch.size() < BATCH_FRAMES
                && (batch.isEmpty() || bytes + next.length <= BATCH_BYTES)) {
            batch.add(next);
            bytes += next.length;
            frames.remove();
            next = frames.peek();
        }
        Thread.startVirtualThread(() -> handOver(batch));
        return bytes;
    }

    @Override
    public void close(int code, String reason) {
        Thread.startVirtualThread(() -> {
            synchronized (responseLock) {
                lastFrame = SockJsFrame.closeFrame(code, reason);
                closing = new CloseStatus(code, reason);
                if (isActive()) {
                    end(closing);
                }
            }
        });
    }

    @Override
    public void abort() {
        Thread.startVirtualThread(() -> {
            // Whoever waits for this socket holds the lock that is needed to close the session.
            EndPoint socket = endPoint;
            if (socket != null) {
                socket.close();
            }
            end(CloseStatus.SESSION_NOT_RELIABLE);
        });
    }

    // ---------------------------------------------------------------- on virtual threads

    private void handOver(List<byte[]> batch) {
        synchronized (responseLock) {
            if (isClosed()) {
                return;
            }
            batch.forEach(
                    frame -> getMessageCache().add(new String(frame, StandardCharsets.UTF_8)));
            if (isActive()) {
                cancelHeartbeat();
                try {
                    flushCache();
                } catch (SockJsException e) {
                    // The connection broke, and that closed the session.
                    logger.debug("Could not write to a SockJS client", e);
                }
            }
        }
    }

    private void end(CloseStatus status) {
        try {
            close(status);
        } catch (IOException e) {
            logger.debug("Could not close a SockJS session", e);
        }
    }
}
