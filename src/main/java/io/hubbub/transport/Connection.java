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
 * One WebSocket connection, on Jetty's core API.
 *
 * <p>Jetty reads. It hands over one frame at a time on the connection's own virtual thread, and
 * reads the next one when we ask for it.
 *
 * <p>We write. A server's frames are not masked, so the bytes of a message are the same for every
 * member of a room. The lane hands over framed messages; many are copied into the lane's buffer,
 * and one call writes them to the socket. Jetty's own way would make an entry, take two locks and
 * generate a header for each frame and client.
 *
 * <p>We write the close frame too, for two reasons. Jetty counts its own close frame as sent before
 * it is. If the other side's close frame comes in between, the connection ends without ours. And
 * after a code such as 1012 Jetty ends the connection at once. What the other side still sends then
 * resets the connection, and what it has not read is lost. Jetty only answers a close frame of the
 * other side, once the outbox is empty.
 */
final class Connection implements FrameHandler, Wire {

    /**
     * The least that a client's frame has besides its payload. An empty frame is charged this much.
     */
    private static final int FRAME_BYTES = 6;

    /** How long the other side of a connection without a client may take to close it. */
    private static final Duration PARTING = Duration.ofSeconds(2);

    /** The value of {@link #begunNanos} between messages. */
    private static final long WHOLE = Long.MIN_VALUE;

    private final Protocol protocol;

    /** What is known when the connection opens; null after that, so that it can be freed. */
    private @Nullable Opening opening;

    // Set once on Jetty's thread when the connection opens, before anything else happens on it.
    private @Nullable WebSocketCoreSession core;
    private @Nullable SocketWriter writer;
    private @Nullable Session session;

    // The fields down to peerClose are used by the thread that reads, and by no other.

    /** Reads SockJS's arrays of strings; null if messages come without SockJS's framing. */
    private final @Nullable SockJsMessages sockJs;

    /** Checks a text message that comes in several parts; null while none is being read. */
    private @Nullable Utf8 text;

    /** When the message that is being read began; {@link #WHOLE} between messages. */
    private long begunNanos = WHOLE;

    /**
     * Guarded by this. The other side's close frame, which is answered when everything is written.
     * Null if there is none to be answered.
     */
    private @Nullable Callback peerClose;

    /** Guarded by this. Whether somebody on our side asked for the close. */
    private boolean asked;

    /** Guarded by this. Whether our side has written everything. */
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
        // The lane judges silence: it knows the agreed heart-beats, and whom to ping.
        coreSession.setIdleTimeout(Duration.ZERO);
        // The writer comes first: the session may make a client, whose lane may write at once.
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

    /** Sends a frame of the transport's own: in the client's order, or at once without a client. */
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
        // SockJS's messages are JSON, so they are text whatever type they claim.
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
     * Takes the other side's close frame. What waits in the outbox is written before the answer.
     * Completing the callback makes Jetty answer the close frame, or end the connection if our own
     * close frame is written already.
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

    /** Ends the connection: both close frames were sent. */
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

    // ---------------------------------------------------------------- writing, on the lane

    @Override
    public int write(Queue<byte[]> frames, ByteBuffer scratch) {
        return Objects.requireNonNull(writer).write(frames, scratch);
    }

    private void written() {
        Client client = Objects.requireNonNull(session).client();
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
            // Without a client no lane cuts the connection off if the other side never answers.
            Objects.requireNonNull(core).setIdleTimeout(PARTING);
        }
        if (first) {
            Objects.requireNonNull(writer).end(Framing.close(code, reason), this::closeWritten);
            return;
        }
        Callback theirs = takePeerClose();
        // Null if a client moved away while the other side closed: both asked for the close.
        if (theirs != null) {
            theirs.succeeded();
        }
    }

    /** Our close frame is out. If theirs has not come yet, the lane limits the wait for it. */
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
            // Jetty gets the buffer of that frame back.
            theirs.succeeded();
        }
    }
}
