package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.client.Grant;
import io.hubbub.desk.Drain;
import io.hubbub.desk.Halt;
import io.hubbub.desk.RateLimit;
import io.hubbub.desk.Rates;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.User;
import io.hubbub.stomp.Completion.Place;
import io.hubbub.stomp.StompFrame.Command;
import io.hubbub.transport.Framing;
import io.hubbub.transport.MessageType;
import io.hubbub.transport.Session;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.simp.SimpAttributes;

/**
 * The rules of STOMP for one client: what may come when, and what is answered. Owned by the
 * connection's thread, on which each frame is handled to its end before the next is read: that
 * keeps a client's frames in order and lets every refusal through.
 */
final class StompSession implements Session {

    private static final Logger log = LoggerFactory.getLogger(StompSession.class);

    private static final Refusal SHUTTING_DOWN = new Refusal(ErrorCode.SHUTTING_DOWN);

    private enum Phase {
        NEW,
        CONNECTED,
        DONE
    }

    private final Client client;
    private final Framing framing;
    private final StompDecoder decoder;
    private final Inbound inbound;
    private final Refusals refusals;
    private final Logins logins;
    private final Rates rates;
    private final Drain door;
    private final Duration heartbeat;

    /** How fast it sends; null until it does, and where nothing bounds it. */
    private @Nullable RateLimit flow;

    /** Where beans of the client's own scope are kept. */
    private final Map<String, Object> attributes = new ConcurrentHashMap<>(1);

    /**
     * Frames that were handed on and not answered yet, and one more until DISCONNECT: the last of
     * them ends the client, so that no receipt of an earlier frame is lost.
     */
    private final AtomicInteger underWay = new AtomicInteger(1);

    /** The last of its runs that was stopped; null while none was. Written by whoever refuses. */
    private volatile @Nullable Halt halt;

    /** Set by DISCONNECT, before {@link #underWay} can become 0. */
    private volatile @Nullable String lastReceipt;

    /**
     * A failure that comes after the frame was handled, from a controller that answered later, ends
     * it too.
     */
    private volatile Phase phase = Phase.NEW;

    StompSession(
            Client client,
            Framing framing,
            Inbound inbound,
            Refusals refusals,
            Logins logins,
            Rates rates,
            Drain door,
            Duration heartbeat) {
        this.client = client;
        this.framing = framing;
        this.inbound = inbound;
        this.refusals = refusals;
        this.logins = logins;
        this.rates = rates;
        this.door = door;
        this.heartbeat = heartbeat;
        decoder = new StompDecoder(inbound.limits(), client.account());
    }

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
        if (flow == null) {
            flow = rates.flow();
        }
        if (flow != null) {
            flow.bytes(bytes);
        }
        return !stopFlood(null);
    }

    @Override
    public boolean pinged() {
        client.hearing();
        // Each is answered, and the answers too have to wait for the lane.
        client.lane().awaitSpace();
        client.heard();
        boolean tooFast = flow != null && flow.frame() != null;
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

    private void fail(Refusal refusal, @Nullable String receipt) {
        if (phase != Phase.DONE) {
            refusals.count(refusal.code());
            end(refusal, receipt);
        }
    }

    private void end(Refusal refusal, @Nullable String receipt) {
        phase = Phase.DONE;
        byte[] error = ((StompFormat) client.format()).error(refusal, receipt);
        client.fail(refusal, error, departure(refusal.code()));
    }

    private static Departure departure(ErrorCode code) {
        return switch (code) {
            case SERVER_ERROR -> Departure.SERVER_ERROR;
            case USER_FULL, ADDRESS_FULL -> Departure.REFUSED;
            case TOO_MANY_MESSAGES, TOO_MANY_BYTES -> Departure.FLOODING;
            case SHUTTING_DOWN -> Departure.SHUTDOWN;
            case BAD_CREDENTIALS, TOO_MANY_ATTEMPTS -> Departure.BAD_CREDENTIALS;
            case TOKEN_EXPIRED -> Departure.TOKEN_EXPIRED;
            case LOCKED -> Departure.LOCKED;
            case HELD_FULL, ADDRESS_HELD_FULL -> Departure.HELD_FULL;
            default -> code.isFatal() ? Departure.PROTOCOL_ERROR : Departure.REFUSED;
        };
    }

    /** Returns whether to go on reading. */
    private boolean handle(StompFrame frame) {
        client.countReceived();
        client.unfinished().noFrame();
        // A client that sends faster than its lane works is read no faster.
        client.lane().awaitSpace();
        switch (phase) {
            case NEW -> {
                if (!frame.command().connects()) {
                    fail(new Refusal(ErrorCode.NOT_CONNECTED), frame.receipt());
                } else if (door.begin()) {
                    try {
                        connect(frame);
                    } finally {
                        door.end();
                    }
                } else {
                    fail(SHUTTING_DOWN, frame.receipt());
                }
            }
            case CONNECTED -> {
                if (client.isExpired()) {
                    fail(new Refusal(ErrorCode.TOKEN_EXPIRED), frame.receipt());
                } else if (!throttle(frame)) {
                    handleConnected(frame);
                }
            }
            case DONE -> {}
        }
        return !isOver();
    }

    /**
     * Refuses a frame that comes too fast, before anybody looks at it; returns whether it did. A
     * client that goes may always say so.
     */
    private boolean throttle(StompFrame frame) {
        Refusal refusal = flow == null ? null : flow.frame();
        if (refusal == null || frame.command() == Command.DISCONNECT) {
            return false;
        }
        if (!stopFlood(frame.receipt())) {
            refuse(refusal, frame);
        }
        return true;
    }

    /** Closes a client that did not slow down; returns whether it had to. */
    private boolean stopFlood(@Nullable String receipt) {
        Refusal refusal = flow == null ? null : flow.flood();
        if (refusal != null) {
            fail(refusal, receipt);
        }
        return refusal != null;
    }

    /** Whether nothing more is to be read; the server may have ended the client by itself. */
    private boolean isOver() {
        return phase == Phase.DONE || client.isEnding();
    }

    private void handleConnected(StompFrame frame) {
        Refusal flaw = Flaw.in(frame, version(), client);
        if (flaw != null) {
            fail(flaw, frame.receipt());
            return;
        }
        switch (frame.command()) {
            case CONNECT, STOMP -> throw new IllegalStateException("found to be a flaw");
            // Nothing waits for it: a room's message is there for as long as the room keeps it.
            case ACK, NACK -> acknowledge(frame.receipt(), Map.of(), Place.ANYWHERE);
            case BEGIN, COMMIT, ABORT -> throw new IllegalStateException("found to be a flaw");
            case SEND -> {
                Refusal halted = Halt.refusal(halt, frame.header("run"));
                if (halted == null) {
                    dispatch(frame);
                } else {
                    refuse(halted, frame);
                }
            }
            case SUBSCRIBE -> dispatch(frame);
            case UNSUBSCRIBE -> dispatch(frame, new Destination.Unknown(""), "");
            case DISCONNECT -> disconnect(frame);
        }
    }

    private void connect(StompFrame frame) {
        // Without the header it is a client of 1.0, which has none.
        String accepted = frame.headers().getOrDefault("accept-version", "1.0");
        StompVersion version = StompVersion.newest(accepted).orElse(null);
        if (version == null) {
            fail(new Refusal(ErrorCode.UNSUPPORTED_VERSION), frame.receipt());
            return;
        }
        String beats = frame.headers().getOrDefault("heart-beat", "0,0");
        HeartBeat agreed =
                version == StompVersion.V1_0
                        ? HeartBeat.NONE
                        : StompProperties.agree(beats, heartbeat);
        if (agreed == null) {
            fail(
                    new Refusal(ErrorCode.BAD_FRAME, "heart-beat is not two numbers"),
                    frame.receipt());
            return;
        }
        Refusal refusal = introduce(frame);
        if (refusal != null) {
            fail(refusal, frame.receipt());
            return;
        }
        phase = Phase.CONNECTED;
        decoder.speak(version);
        StompFormat format = StompFormat.of(version, framing);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("version", version.text());
        if (version != StompVersion.V1_0) {
            long beat = heartbeat.toMillis();
            headers.put("heart-beat", beat + "," + beat);
        }
        headers.put("server", "Hubbub");
        headers.put("user-name", client.user().name());
        headers.put("client", client.id());
        long until = client.grant().untilMillis();
        if (until != Grant.EVER) {
            headers.put("expires-at", Long.toString(until));
        }
        client.connected(format, agreed);
        refusal = client.announce(format.connected(headers));
        if (refusal != null) {
            fail(refusal, frame.receipt());
            return;
        }
        logins.announced(client);
    }

    /** Finds out who the client is; returns why it may not be that, and null where it may. */
    private @Nullable Refusal introduce(StompFrame frame) {
        try {
            Refusal refusal = logins.connect(client, frame);
            if (refusal != null) {
                return refusal;
            }
            User before = client.user();
            Principal after = inbound.connect(client, attributes, frame);
            return after == null || after.equals(before) ? null : logins.become(client, after);
        } catch (RefusedException e) {
            return e.refusal();
        } catch (RuntimeException e) {
            log.error("CONNECT of client {} failed", client.id(), e);
            return new Refusal(ErrorCode.SERVER_ERROR);
        }
    }

    private void dispatch(StompFrame frame) {
        String destination = header(frame, "destination");
        dispatch(frame, Destination.parse(destination), destination);
    }

    /**
     * Sends the frame through Spring's channel; what it sets in motion ends in a RECEIPT or a
     * refusal.
     */
    private void dispatch(StompFrame frame, Destination destination, String written) {
        String receipt = frame.receipt();
        if (!door.begin()) {
            // A message that is still on its way may be for this client too.
            door.awaitDismissal();
            fail(SHUTTING_DOWN, receipt);
            return;
        }
        underWay.incrementAndGet();
        Completion completion =
                new Completion(
                        (findings, place) -> {
                            // What comes so late may have missed a member.
                            acknowledge(door.isDismissing() ? null : receipt, findings, place);
                        },
                        () -> {
                            answered();
                            door.end();
                        },
                        refusal -> {
                            refuse(refusal, frame);
                            answered();
                            door.end();
                        });
        if (destination instanceof Destination.Malformed malformed) {
            completion.fail(new Refusal(ErrorCode.BAD_DESTINATION, malformed.reason()));
            return;
        }
        Runnable handling =
                () ->
                        ScopedValue.where(Completion.CURRENT, completion)
                                .run(() -> send(frame, destination, written, completion));
        if (flow == null) {
            handling.run();
        } else {
            flow.handling(handling);
        }
        completion.end();
    }

    private void send(
            StompFrame frame, Destination destination, String written, Completion completion) {
        try {
            inbound.send(client, attributes, frame, destination, written);
        } catch (RefusedException e) {
            completion.fail(e.refusal());
        } catch (RuntimeException e) {
            log.error("{} to {} failed", frame.command(), written, e);
            completion.fail(new Refusal(ErrorCode.SERVER_ERROR));
        }
    }

    private void refuse(Refusal refusal, StompFrame frame) {
        ErrorCode code = refusal.code();
        refusals.count(code);
        Halt after = Halt.after(frame.header("run"), refusal);
        if (after != null) {
            // Before the client can know: what it sends then is no longer of this run.
            halt = after;
        }
        String destination = header(frame, "destination");
        String receipt = frame.receipt();
        if (code.isFatal()
                || !(refusals.tell(client, refusal, destination, receipt)
                        || code.isNobodysFault())) {
            // Also after a DISCONNECT, which waits for what was sent before it.
            end(refusal, receipt);
        }
    }

    private void disconnect(StompFrame frame) {
        phase = Phase.DONE;
        try {
            inbound.send(client, attributes, frame, new Destination.Unknown(""), "");
        } catch (RuntimeException e) {
            log.warn("An interceptor failed on the DISCONNECT of client {}", client.id(), e);
        }
        lastReceipt = frame.receipt();
        answered();
    }

    /** The client leaves when it wants to and nothing is under way any more. */
    private void answered() {
        if (underWay.decrementAndGet() == 0) {
            acknowledge(lastReceipt, Map.of(), Place.ANYWHERE);
            client.leave(Departure.LEFT);
        }
    }

    private void acknowledge(@Nullable String receipt, Map<String, String> findings, Place place) {
        if (receipt == null) {
            return;
        }
        byte[] frame = ((StompFormat) client.format()).receipt(receipt, findings);
        switch (place) {
            case LANE -> client.deliver(frame);
            case ANYWHERE -> client.send(frame);
        }
    }

    private StompVersion version() {
        return ((StompFormat) client.format()).version();
    }

    private static String header(StompFrame frame, String name) {
        return frame.headers().getOrDefault(name, "");
    }
}
