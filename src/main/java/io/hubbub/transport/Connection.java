package io.hubbub.transport;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, on Jetty's core API. Reading is Jetty's: frames come one at a time on
 * the connection's own virtual thread, and the next is asked for when the last was handled.
 *
 * <p>Writing is ours. A server's frames are not masked, so the bytes of a message are the same for
 * every member of a room: they come framed, many are copied into the lane's buffer, and one call
 * writes them to the endpoint. Jetty's own way makes an entry, takes two locks and generates a
 * header per frame and client.
 *
 * <p>The close frame is ours too. Jetty takes its own for sent before it is, so that a peer's that
 * comes in between ends the connection without one; and after a code such as 1012 it ends the
 * connection at once, where what the peer still sends resets it and takes along what the peer has
 * not read. Jetty answers the close frame of a peer that closes first, when the outbox is empty.
 */
final class Connection implements FrameHandler, Wire {

    /** What a client's frame has beside its payload, at least: so an empty one is not for free. */
    private static final int FRAME_BYTES = 6;

    /** How long the other side of a connection without a client may take to close it. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    /** No moment: no message was begun that is not complete. */
    private static final long WHOLE = Long.MIN_VALUE;

    private final Protocol protocol;

    /** What was known of it when it opened; null after that. */
    private @Nullable Opening opening;

    // Set when the connection opens, before anything else happens on it.
    private @Nullable WebSocketCoreSession core;
    private @Nullable SocketWriter writer;
    private @Nullable Session session;

    /** Reads SockJS's arrays of strings; null where the protocol's bytes come as they are. */
    private final @Nullable SockJsMessages sockJs;

    /** Checks a text message that comes in parts; null while none is being read. */
    private @Nullable Utf8 text;

    /** When the message that is being read was begun; {@link #WHOLE} between messages. */
    private long begunNanos = WHOLE;

    /**
     * Guarded by this. The other side's close frame, to be answered when all is written; null where
     * none waits.
     */
    private @Nullable Callback peerClose;

    /** Guarded by this. Whether we are to close it. */
    private boolean asked;

    /** Guarded by this. Whether nothing of ours is left to be written. */
    private boolean closed;

    Connection(Protocol protocol, Opening opening) {
        this.protocol = protocol;
        this.opening = opening;
        sockJs = opening.framing() == Framing.SOCKJS_WEBSOCKET ? new SockJsMessages() : null;
    }

    // ---------------------------------------------------------------- reading, on Jetty's threads

    @Override
    public void onOpen(CoreSession coreSession, Callback callback) {
        core = (WebSocketCoreSession) coreSession;
        // Silence is the lane's business: it knows what was promised and whom to ask for a sign.
        coreSession.setIdleTimeout(Duration.ZERO);
        // Made before the session: with that a client may come to a lane, which may write.
        writer = new SocketWriter(core.getConnection().getEndPoint(), this::written, this::abort);
        session = protocol.open(Objects.requireNonNull(opening), this);
        opening = null;
        if (sockJs != null) {
            say(session, Framing.text("o"));
        }
        session.opened();
        callback.succeeded();
        coreSession.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        Session current = Objects.requireNonNull(session);
        if (frame.getOpCode() == OpCode.CLOSE) {
            closedByPeer(current, callback);
            return;
        }
        if (current.arrived(FRAME_BYTES + frame.getPayloadLength())) {
            handle(current, frame);
        }
        callback.succeeded();
        Objects.requireNonNull(core).demand();
    }

    private void handle(Session current, Frame frame) {
        switch (frame.getOpCode()) {
            case OpCode.PING -> {
                if (current.pinged()) {
                    say(current, Framing.pong(BufferUtil.toArray(frame.getPayload())));
                }
            }
            case OpCode.PONG -> {
                Client client = current.client();
                if (client != null) {
                    client.answered();
                }
            }
            default -> data(current, frame);
        }
    }

    /** Sends a frame after what the client was sent; at once where there is no client yet. */
    private void say(Session current, byte[] frame) {
        Client client = current.client();
        if (client != null) {
            client.send(frame);
        } else {
            write(new ArrayDeque<>(List.of(frame)), BufferUtil.EMPTY_BUFFER);
        }
    }

    /**
     * A message may come in any number of parts. A client has a bounded time for each message; the
     * time in which its parts are handled does not count.
     */
    private void data(Session current, Frame frame) {
        Client client = current.client();
        if (client == null || (frame.isFin() && begunNanos == WHOLE)) {
            part(current, frame);
            return;
        }
        long now = client.lane().nanos();
        long since = begunNanos == WHOLE ? now : begunNanos;
        client.unfinished().noCarrier();
        part(current, frame);
        if (frame.isFin()) {
            begunNanos = WHOLE;
        } else {
            begunNanos = since + client.lane().nanos() - now;
            client.unfinished().carrier(begunNanos);
        }
    }

    private void part(Session current, Frame frame) {
        boolean last = frame.isFin();
        boolean begins = frame.getOpCode() != OpCode.CONTINUATION;
        // JSON is text, whatever its messages say that they are.
        boolean saysText = frame.getOpCode() == OpCode.TEXT || sockJs != null;
        MessageType type =
                (begins ? saysText : text != null) ? MessageType.TEXT : MessageType.BINARY;
        ByteBuffer payload = frame.hasPayload() ? frame.getPayload() : BufferUtil.EMPTY_BUFFER;
        if (type == MessageType.TEXT && !isUtf8(payload, begins, last)) {
            current.fail(new Refusal(ErrorCode.BAD_FRAME, "A text message is not UTF-8"));
        } else if (sockJs == null) {
            current.receive(type, payload, last);
        } else {
            Refusal flaw =
                    sockJs.read(
                            payload,
                            last,
                            (string, ends) -> current.receive(MessageType.TEXT, string, ends));
            if (flaw != null) {
                current.fail(flaw);
            }
        }
    }

    private boolean isUtf8(ByteBuffer payload, boolean begins, boolean last) {
        if (begins && last) {
            return Utf8.isValid(payload);
        }
        Utf8 check = begins || text == null ? new Utf8() : text;
        text = last ? null : check;
        return check.accept(payload) && (!last || check.isComplete());
    }

    /**
     * The other side's close frame: what waits in the outbox still goes before its answer. Jetty
     * answers it, or ends the connection where ours is out, when the callback is told.
     */
    private void closedByPeer(Session current, Callback callback) {
        boolean written;
        boolean closing;
        synchronized (this) {
            written = closed;
            closing = asked;
            if (!written) {
                peerClose = callback;
            }
        }
        if (written) {
            end(callback);
            return;
        }
        Client client = current.client();
        if (client != null) {
            client.leave(Departure.CLOSED);
        } else if (!closing) {
            close(CloseStatus.NORMAL, "");
        }
    }

    /** Both close frames went over the line. */
    private void end(Callback theirs) {
        Objects.requireNonNull(core).abort();
        theirs.succeeded();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus closeStatus, Callback callback) {
        if (session != null) {
            session.ended();
        }
        callback.succeeded();
    }

    // ---------------------------------------------------------------- writing, on the client's
    // lane

    @Override
    public int write(Queue<byte[]> frames, ByteBuffer scratch) {
        return Objects.requireNonNull(writer).write(frames, scratch);
    }

    private void written() {
        // While the session is being made, only its own words can have been written.
        Client client = session == null ? null : session.client();
        if (client != null) {
            client.writable();
        }
    }

    @Override
    public void close(int code, String reason) {
        boolean first;
        synchronized (this) {
            first = peerClose == null;
            asked = true;
        }
        if (session == null || session.client() == null) {
            // No lane cuts it off where the other side does not answer.
            Objects.requireNonNull(core).setIdleTimeout(PARTING);
        }
        if (first) {
            Objects.requireNonNull(writer).end(Framing.close(code, reason), this::closeWritten);
        } else {
            Objects.requireNonNull(takePeerClose()).succeeded();
        }
    }

    /** Theirs may have come meanwhile; else the lane knows how long to wait for it. */
    private void closeWritten() {
        Callback theirs = takePeerClose();
        if (theirs != null) {
            end(theirs);
        }
    }

    private synchronized @Nullable Callback takePeerClose() {
        closed = true;
        Callback taken = peerClose;
        peerClose = null;
        return taken;
    }

    @Override
    public boolean isUnread() {
        return Objects.requireNonNull(writer).isUnread();
    }

    @Override
    public void abort() {
        Objects.requireNonNull(core).abort();
        Callback theirs = takePeerClose();
        if (theirs != null) {
            // Which gives its bytes back.
            theirs.succeeded();
        }
    }
}
