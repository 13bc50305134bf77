package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.desk.Command;
import io.hubbub.desk.Drain;
import io.hubbub.desk.FrontDesk;
import io.hubbub.desk.Reply;
import io.hubbub.desk.Visit;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.stomp.frame.Destination;
import io.hubbub.stomp.frame.Flaw;
import io.hubbub.stomp.frame.StompDecoder;
import io.hubbub.stomp.frame.StompFormat;
import io.hubbub.stomp.frame.StompFrame;
import io.hubbub.stomp.frame.StompVersion;
import io.hubbub.transport.Framing;
import io.hubbub.transport.MessageType;
import io.hubbub.transport.Session;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.simp.SimpAttributes;

/**
 * The rules of STOMP for one client: which frame may come when. It belongs to the connection's
 * thread. That thread handles each frame to its end before it reads the next, which keeps a
 * client's frames in order and lets every refusal reach the client.
 */
final class StompSession implements Session {

    private static final Logger log = LoggerFactory.getLogger(StompSession.class);

    private enum Phase {
        NEW,
        CONNECTED,
        DONE
    }

    /** What all sessions share. */
    record Parts(
            Connecting connecting,
            CommandReader reader,
            Inbound inbound,
            Refusals refusals,
            FrontDesk desk,
            Drain drain) {}

    private final Client client;
    private final Framing framing;
    private final StompDecoder decoder;
    private final Parts parts;
    private final Visit visit;

    /**
     * The beans of the client's own scope. Any thread that handles a frame of this client uses it.
     */
    private final Map<String, Object> attributes = new ConcurrentHashMap<>(1);

    /**
     * What may come now. The connection's thread writes it. Any thread may write {@link
     * Phase#DONE}, because a controller that answers later may fail after its frame was handled.
     */
    private volatile Phase phase = Phase.NEW;

    StompSession(Client client, Framing framing, StompDecoder decoder, Parts parts) {
        this.client = client;
        this.framing = framing;
        this.decoder = decoder;
        this.parts = parts;
        visit = parts.desk.open(client);
    }

    // ---------------------------------------------------------------- calls by the transport

    @Override
    public Client client() {
        return client;
    }

    @Override
    public void opened() {
        Refusal refusal = client.turnedAway();
        if (refusal != null) {
            fail(refusal);
        }
    }

    @Override
    public boolean arrived(int bytes) {
        if (isOver()) {
            return false;
        }
        Refusal flood = visit.arrived(bytes);
        if (flood != null) {
            fail(flood);
        }
        return flood == null;
    }

    @Override
    public boolean pinged() {
        client.hearing();
        // Each ping is answered, and the answers have to wait for the lane too.
        client.lane().awaitSpace();
        client.heard();
        boolean tooFast = visit.tooFast() != null;
        return !tooFast && !isOver();
    }

    @Override
    public void receive(MessageType type, ByteBuffer part, boolean last) {
        client.hearing();
        try {
            if (!isOver()) {
                read(part);
            }
        } finally {
            client.heard();
        }
    }

    private void read(ByteBuffer bytes) {
        long begunBefore = decoder.begun();
        boolean wasMidFrame = decoder.isMidFrame();
        Flaw flaw = decoder.read(bytes, this::handle);
        if (flaw != null) {
            fail(flaw.refusal(), flaw.receipt());
        } else if (decoder.isMidFrame() && !(wasMidFrame && decoder.begun() == begunBefore)) {
            client.unfinished().frame(client.lane().nanos());
        }
    }

    @Override
    public void fail(Refusal refusal) {
        fail(refusal, null);
    }

    @Override
    public void ended() {
        client.ended();
        // Beans of the client's own scope are destroyed with it.
        new SimpAttributes(client.id(), attributes).sessionCompleted();
    }

    /** Whether nothing more is to be read. The server may have ended the client on its own. */
    private boolean isOver() {
        return phase == Phase.DONE || client.isEnding();
    }

    // ---------------------------------------------------------------- frames

    /** Returns whether to go on reading. */
    private boolean handle(StompFrame frame) {
        client.countReceived();
        client.unfinished().noFrame();
        // A client that sends faster than its lane works is read no faster.
        client.lane().awaitSpace();
        switch (phase) {
            case NEW -> handleFirst(frame);
            case CONNECTED -> {
                if (mayBeLookedAt(frame)) {
                    handleConnected(frame);
                }
            }
            case DONE -> {}
        }
        return !isOver();
    }

    private void handleFirst(StompFrame frame) {
        if (!frame.command().connects()) {
            fail(new Refusal(ErrorCode.NOT_CONNECTED), frame.receipt());
        } else if (parts.drain.begin()) {
            try {
                connect(frame);
            } finally {
                parts.drain.end();
            }
        } else {
            fail(Sessions.SHUTTING_DOWN, frame.receipt());
        }
    }

    private void connect(StompFrame frame) {
        switch (parts.connecting.introduce(client, framing, attributes, frame)) {
            case Result.Refused<StompVersion> refused -> fail(refused.refusal(), frame.receipt());
            case Result.Done<StompVersion> done -> {
                phase = Phase.CONNECTED;
                decoder.speak(done.value());
                Refusal refusal = parts.connecting.greet(client, done.value());
                if (refusal != null) {
                    fail(refusal, frame.receipt());
                }
            }
        }
    }

    private boolean mayBeLookedAt(StompFrame frame) {
        boolean leaving = frame.command() == StompFrame.Command.DISCONNECT;
        Refusal refusal = visit.next(leaving, frame.header("run"));
        if (refusal == null) {
            return true;
        }
        Refusal flood = visit.flood();
        if (flood == null) {
            refuse(refusal, destination(frame), frame.receipt());
        } else {
            fail(flood, frame.receipt());
        }
        return false;
    }

    private void handleConnected(StompFrame frame) {
        Refusal flaw = Flaw.in(frame, StompFormat.of(client).version(), client);
        if (flaw != null) {
            fail(flaw, frame.receipt());
            return;
        }
        switch (frame.command()) {
            case SEND -> perform(frame, frame.header("run"));
            case SUBSCRIBE, UNSUBSCRIBE -> perform(frame, null);
            // An acknowledgement changes nothing: a message is kept as long as its room keeps it.
            case ACK, NACK -> reply(frame).accept(Reply.DONE);
            case DISCONNECT -> disconnect(frame);
            case CONNECT, STOMP, BEGIN, COMMIT, ABORT ->
                    throw new IllegalStateException("found to be a flaw");
        }
    }

    /** Takes a frame to the front desk. The reply becomes a RECEIPT or a refusal. */
    private void perform(StompFrame frame, @Nullable String run) {
        Destination destination =
                frame.command() == StompFrame.Command.UNSUBSCRIBE
                        ? new Destination.Unknown("")
                        : Destination.parse(destination(frame));
        Result<Command> read = parts.reader.read(frame, destination, client);
        FrameReply reply = reply(frame);
        if (read instanceof Result.Done<Command>(Command command)
                && (command instanceof Command.Call || parts.inbound.isWatched())) {
            visit.handle(
                    read,
                    run,
                    (admitted, onward) ->
                            parts.inbound.pass(
                                    client,
                                    attributes,
                                    frame,
                                    destination,
                                    command,
                                    admitted,
                                    onward),
                    reply);
        } else {
            visit.handle(read, run, null, reply);
        }
    }

    private void disconnect(StompFrame frame) {
        phase = Phase.DONE;
        try {
            if (parts.inbound.isWatched()) {
                Object unused = parts.inbound.announce(client, attributes, frame);
            }
        } catch (RuntimeException e) {
            log.warn("An interceptor failed on the DISCONNECT of client {}", client.id(), e);
        }
        FrameReply reply = reply(frame);
        visit.leave(() -> {
            reply.accept(Reply.DONE);
            client.leave(Departure.LEFT);
        });
    }

    // ---------------------------------------------------------------- replies

    private FrameReply reply(StompFrame frame) {
        return new FrameReply(this, frame.receipt(), destination(frame));
    }

    private static String destination(StompFrame frame) {
        return frame.headers().getOrDefault("destination", "");
    }

    /**
     * Refuses a frame. Closes the client if the refusal is fatal. A client that does not listen to
     * errors is closed too, unless the refusal is nobody's fault.
     */
    void refuse(Refusal refusal, String destination, @Nullable String receipt) {
        ErrorCode code = refusal.code();
        parts.refusals.count(code);
        if (code.isFatal()
                || !(parts.refusals.tell(client, refusal, destination, receipt)
                        || code.isNobodysFault())) {
            // This also runs after a DISCONNECT, whose RECEIPT waits for the frames before it.
            end(refusal, receipt);
        }
    }

    void fail(Refusal refusal, @Nullable String receipt) {
        if (phase != Phase.DONE) {
            parts.refusals.count(refusal.code());
            end(refusal, receipt);
        }
    }

    private void end(Refusal refusal, @Nullable String receipt) {
        phase = Phase.DONE;
        byte[] error = StompFormat.of(client).error(refusal, receipt);
        client.fail(refusal, error, FrontDesk.departure(refusal.code()));
    }
}
