package io.hubbub.stomp;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.client.HeartBeat;
import io.hubbub.message.Destination;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.stomp.StompFrame.Command;
import io.hubbub.transport.Framing;
import io.hubbub.transport.Session;
import java.nio.ByteBuffer;
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
    private final Duration heartbeat;

    /** Where beans of the client's own scope are kept. */
    private final Map<String, Object> attributes = new ConcurrentHashMap<>(1);

    /**
     * Frames that were handed on and not answered yet, and one more until DISCONNECT: the last of
     * them ends the client, so that no receipt of an earlier frame is lost.
     */
    private final AtomicInteger underWay = new AtomicInteger(1);

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
            Duration heartbeat) {
        this.client = client;
        this.framing = framing;
        this.inbound = inbound;
        this.refusals = refusals;
        this.heartbeat = heartbeat;
        decoder = new StompDecoder(inbound.limits());
    }

    @Override
    public Client client() {
        return client;
    }

    @Override
    public void receive(ByteBuffer bytes) {
        client.heard();
        if (isOver()) {
            return;
        }
        Flaw flaw = decoder.read(bytes, this::handle);
        if (flaw != null) {
            fail(flaw.refusal(), flaw.receipt());
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
        client.fail(refusal, receipt, departure(refusal.code()));
    }

    private static Departure departure(ErrorCode code) {
        if (code == ErrorCode.SERVER_ERROR) {
            return Departure.SERVER_ERROR;
        }
        return code.isFatal() ? Departure.PROTOCOL_ERROR : Departure.REFUSED;
    }

    /** Returns whether to go on reading. */
    private boolean handle(StompFrame frame) {
        client.countReceived();
        // A client that sends faster than its lane works is read no faster.
        client.lane().awaitSpace();
        switch (phase) {
            case NEW -> {
                if (frame.command().connects()) {
                    connect(frame);
                } else {
                    fail(new Refusal(ErrorCode.NOT_CONNECTED), frame.receipt());
                }
            }
            case CONNECTED -> handleConnected(frame);
            case DONE -> {}
        }
        return !isOver();
    }

    /** Whether nothing more is to be read; the server may have ended the client by itself. */
    private boolean isOver() {
        return phase == Phase.DONE || client.isEnding();
    }

    private void handleConnected(StompFrame frame) {
        Refusal flaw = flawOf(frame);
        if (flaw != null) {
            fail(flaw, frame.receipt());
            return;
        }
        switch (frame.command()) {
            case CONNECT, STOMP -> throw new IllegalStateException("found to be a flaw");
            case ACK, NACK, BEGIN, COMMIT, ABORT ->
                    fail(new Refusal(ErrorCode.NOT_SUPPORTED), frame.receipt());
            case SEND, SUBSCRIBE -> {
                String destination = header(frame, "destination");
                dispatch(frame, Destination.parse(destination), destination);
            }
            case UNSUBSCRIBE -> dispatch(frame, new Destination.Unknown(""), "");
            case DISCONNECT -> disconnect(frame);
        }
    }

    /** What breaks STOMP's rules in a frame that could be read; null where nothing does. */
    private @Nullable Refusal flawOf(StompFrame frame) {
        Command command = frame.command();
        if (command.connects()) {
            return new Refusal(ErrorCode.BAD_FRAME, "Already connected");
        }
        boolean addressed = command == Command.SEND || command == Command.SUBSCRIBE;
        if (addressed && header(frame, "destination").isEmpty()) {
            return new Refusal(ErrorCode.BAD_FRAME, command + " needs a destination");
        }
        if (frame.header("transaction") != null) {
            return new Refusal(ErrorCode.NOT_SUPPORTED, "There is no such transaction");
        }
        return switch (command) {
            case SUBSCRIBE, UNSUBSCRIBE -> {
                String id = Inbound.subscriptionId(frame, version());
                if (id.isEmpty()) {
                    yield new Refusal(ErrorCode.BAD_FRAME, command + " needs an id");
                }
                boolean held = client.subscription(id) != null;
                if (command == Command.SUBSCRIBE && held) {
                    yield new Refusal(ErrorCode.BAD_FRAME, "This subscription id is in use");
                }
                yield command == Command.UNSUBSCRIBE && !held
                        ? new Refusal(ErrorCode.UNKNOWN_SUBSCRIPTION)
                        : null;
            }
            default -> null;
        };
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
        HeartBeat agreed = version == StompVersion.V1_0 ? HeartBeat.NONE : agree(beats);
        if (agreed == null) {
            fail(
                    new Refusal(ErrorCode.BAD_FRAME, "heart-beat is not two numbers"),
                    frame.receipt());
            return;
        }
        try {
            inbound.send(client, attributes, frame, new Destination.Unknown(""), "");
        } catch (RefusedException e) {
            fail(e.refusal(), frame.receipt());
            return;
        } catch (RuntimeException e) {
            log.error("CONNECT of client {} failed", client.id(), e);
            fail(new Refusal(ErrorCode.SERVER_ERROR), frame.receipt());
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
        client.connected(client.user(), format, agreed);
        client.announce(format.connected(headers));
    }

    /**
     * What both sides promise: the slower of what one offers and the other wants; null if
     * unreadable.
     */
    private @Nullable HeartBeat agree(String offered) {
        String[] parts = offered.split(",", -1);
        if (parts.length != 2) {
            return null;
        }
        try {
            int clientSends = Integer.parseInt(parts[0].trim());
            int clientWants = Integer.parseInt(parts[1].trim());
            return clientSends < 0 || clientWants < 0
                    ? null
                    : new HeartBeat(slower(clientWants), slower(clientSends));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private Duration slower(int millis) {
        if (millis == 0 || heartbeat.isZero()) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(Math.max(millis, heartbeat.toMillis()));
    }

    /**
     * Sends the frame through Spring's channel; what it sets in motion ends in a RECEIPT or a
     * refusal.
     */
    private void dispatch(StompFrame frame, Destination destination, String written) {
        String receipt = frame.receipt();
        underWay.incrementAndGet();
        Completion completion =
                new Completion(
                        () -> {
                            acknowledge(receipt);
                            answered();
                        },
                        refusal -> {
                            refuse(refusal, written, receipt);
                            answered();
                        });
        if (destination instanceof Destination.Malformed malformed) {
            completion.fail(new Refusal(ErrorCode.BAD_DESTINATION, malformed.reason()));
            return;
        }
        ScopedValue.where(Completion.CURRENT, completion)
                .run(() -> {
                    try {
                        inbound.send(client, attributes, frame, destination, written);
                    } catch (RefusedException e) {
                        completion.fail(e.refusal());
                    } catch (RuntimeException e) {
                        log.error("{} to {} failed", frame.command(), written, e);
                        completion.fail(new Refusal(ErrorCode.SERVER_ERROR));
                    }
                });
        completion.end();
    }

    private void refuse(Refusal refusal, String destination, @Nullable String receipt) {
        refusals.count(refusal.code());
        if (refusal.code().isFatal() || !refusals.tell(client, refusal, destination, receipt)) {
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
            acknowledge(lastReceipt);
            client.leave();
        }
    }

    private void acknowledge(@Nullable String receipt) {
        if (receipt != null) {
            client.send(((StompFormat) client.format()).receipt(receipt));
        }
    }

    private StompVersion version() {
        return ((StompFormat) client.format()).version();
    }

    private static String header(StompFrame frame, String name) {
        return frame.headers().getOrDefault(name, "");
    }
}
