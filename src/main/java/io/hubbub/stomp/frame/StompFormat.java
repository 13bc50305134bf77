package io.hubbub.stomp.frame;

import io.hubbub.client.Client;
import io.hubbub.message.Channel;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.transport.Framing;
import io.hubbub.transport.Utf8;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Format;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How frames are written: the version of STOMP, the framing, and whether messages say how to
 * acknowledge them. Each combination exists once.
 */
public final class StompFormat implements Format {

    /**
     * How the messages of one subscription are encoded.
     *
     * @param subscription the id that each MESSAGE names; null if the client subscribed without an
     *     id, as STOMP 1.0 may
     */
    record OfSubscription(StompFormat format, @Nullable String subscription) implements Dialect {
        @Override
        public byte[] encode(Envelope envelope) {
            return format.message(envelope, subscription);
        }
    }

    private static final Map<StompVersion, Map<Framing, StompFormat>> ALL = all(false);

    private static final Map<StompVersion, Map<Framing, StompFormat>> ACKNOWLEDGED = all(true);

    private static final byte[] NOTHING = {};

    private static final String OCTETS = "application/octet-stream";

    private final StompVersion version;
    private final Framing framing;
    private final boolean acknowledged;
    private final byte[] heartbeat;
    private final byte @Nullable [] probe;

    private StompFormat(StompVersion version, Framing framing, boolean acknowledged) {
        this.version = version;
        this.framing = framing;
        this.acknowledged = acknowledged;
        heartbeat = framing.frame(new byte[] {'\n'}, false);
        probe = framing.pings() ? Framing.ping() : null;
    }

    public static StompFormat of(StompVersion version, Framing framing) {
        return Objects.requireNonNull(Objects.requireNonNull(ALL.get(version)).get(framing));
    }

    /** The format that a client speaks. */
    public static StompFormat of(Client client) {
        return (StompFormat) client.format();
    }

    /** The same for a subscription whose messages the client acknowledges. */
    public StompFormat acknowledged() {
        return Objects.requireNonNull(
                Objects.requireNonNull(ACKNOWLEDGED.get(version)).get(framing));
    }

    public StompVersion version() {
        return version;
    }

    @Override
    public Dialect dialect(@Nullable String subscription) {
        return new OfSubscription(this, subscription);
    }

    /** The id is the channel's destination. */
    @Override
    public String subscriptionId(Channel channel) {
        return Destination.write(channel);
    }

    private byte[] message(Envelope envelope, @Nullable String subscription) {
        Message message = envelope.message();
        byte[] body = message.body();
        // A text message of the WebSocket protocol must be UTF-8, or the browser closes.
        boolean text = Utf8.isValid(body);
        boolean binary = !text || isBinary(message.contentType());
        boolean base64 = !text && !framing.carriesBytes();
        if (base64) {
            body = Base64.getEncoder().encode(body);
        }
        StringBuilder head = new StringBuilder(256).append("MESSAGE\n");
        if (subscription != null) {
            header(head, "subscription", subscription);
        }
        header(head, "message-id", envelope.id());
        if (acknowledged && version == StompVersion.V1_2) {
            // An ACK of 1.2 names this header. An ACK of an older version names the message-id.
            header(head, "ack", envelope.id());
        }
        header(head, "destination", Destination.write(envelope.channel()));
        header(head, "event", message.event());
        header(head, "sent-at", Long.toString(message.sentAtMillis()));
        optional(head, "from", message.from());
        optional(head, "client", message.client());
        optional(head, "content-type", message.contentType());
        if (base64) {
            header(head, "content-encoding", "base64");
        }
        message.headers()
                .forEach((name, value) -> {
                    if (name.equals(Message.QUESTION)) {
                        header(head, "reply-to", Destination.replyTo(value));
                    } else {
                        header(head, name, value);
                    }
                });
        return finish(head, body, binary);
    }

    public byte[] connected(Map<String, String> headers) {
        // STOMP does not escape the headers of CONNECTED, so that clients of 1.0 can read them.
        StringBuilder head = new StringBuilder("CONNECTED\n");
        headers.forEach((name, value) -> head.append(name).append(':').append(value).append('\n'));
        return finish(head.append('\n'), NOTHING);
    }

    /**
     * A RECEIPT.
     *
     * @param findings further headers
     */
    public byte[] receipt(String receipt, Map<String, String> findings) {
        StringBuilder head = new StringBuilder("RECEIPT\n");
        header(head, "receipt-id", receipt);
        findings.forEach((name, value) -> header(head, name, value));
        return finish(head.append('\n'), NOTHING);
    }

    @Override
    public byte[] error(Refusal refusal) {
        return error(refusal, null);
    }

    /**
     * An ERROR.
     *
     * @param receipt the receipt that the refused frame asked for; null if it asked for none
     */
    public byte[] error(Refusal refusal, @Nullable String receipt) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("message", refusal.message());
        headers.put("code", refusal.word());
        headers.put("close", Integer.toString(refusal.code().closeCode()));
        if (receipt != null) {
            headers.put("receipt-id", receipt);
        }
        if (refusal.code() == ErrorCode.UNSUPPORTED_VERSION) {
            headers.put("version", StompVersion.ALL);
        }
        StringBuilder head = new StringBuilder("ERROR\n");
        headers.forEach((name, value) -> header(head, name, value));
        String data = refusal.data();
        header(head, "content-type", data == null ? "text/plain" : "application/json");
        String body = data == null ? refusal.message() : data;
        return finish(head, body.getBytes(StandardCharsets.UTF_8), false);
    }

    @Override
    public byte @Nullable [] farewell(int code, String reason) {
        return framing.farewell(code, reason);
    }

    @Override
    public byte[] heartbeat() {
        return heartbeat;
    }

    @Override
    public byte @Nullable [] probe() {
        return probe;
    }

    private void header(StringBuilder head, String name, String value) {
        head.append(version.escape(name)).append(':').append(version.escape(value)).append('\n');
    }

    private void optional(StringBuilder head, String name, @Nullable String value) {
        if (value != null) {
            header(head, name, value);
        }
    }

    private byte[] finish(StringBuilder head, byte[] body, boolean binary) {
        head.append("content-length:").append(body.length).append("\n\n");
        return framing.frame(join(head, body), binary);
    }

    private byte[] finish(StringBuilder head, byte[] body) {
        return framing.frame(join(head, body), false);
    }

    private static byte[] join(StringBuilder head, byte[] body) {
        byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
        byte[] frame = Arrays.copyOf(start, start.length + body.length + 1);
        System.arraycopy(body, 0, frame, start.length, body.length);
        return frame;
    }

    private static boolean isBinary(@Nullable String contentType) {
        return contentType != null
                && contentType.regionMatches(true, 0, OCTETS, 0, OCTETS.length());
    }

    private static Map<StompVersion, Map<Framing, StompFormat>> all(boolean acknowledged) {
        Map<StompVersion, Map<Framing, StompFormat>> all = new EnumMap<>(StompVersion.class);
        for (StompVersion version : StompVersion.values()) {
            Map<Framing, StompFormat> framed = new EnumMap<>(Framing.class);
            for (Framing framing : Framing.values()) {
                framed.put(framing, new StompFormat(version, framing, acknowledged));
            }
            all.put(version, framed);
        }
        return all;
    }
}
