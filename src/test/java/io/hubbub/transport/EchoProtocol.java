package io.hubbub.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Departure;
import io.hubbub.client.Origin;
import io.hubbub.due.HeartBeat;
import io.hubbub.message.Channel;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Dialect;
import io.hubbub.wire.Format;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A tiny second protocol. It greets a client with its id and sends whole messages back as they
 * came. A connection whose query names a client's id is a probe: it has no client at first, answers
 * {@code probe} by itself, and takes the client over when it says {@code move}.
 */
final class EchoProtocol implements Protocol {

    static final int MOST_BYTES = 1_000;

    private final Clients clients;
    private final Map<String, Moving> moving = new ConcurrentHashMap<>();

    /** Counted up and down by the threads that open and end connections. */
    private final AtomicInteger connections = new AtomicInteger();

    EchoProtocol(Clients clients) {
        this.clients = clients;
    }

    @Override
    public List<String> subprotocols() {
        return List.of("echo");
    }

    @Override
    public @Nullable Refusal refusal(Origin origin) {
        return null;
    }

    /** How many connections have opened and not ended. */
    int connections() {
        return connections.get();
    }

    @Override
    public Session open(Opening opening, Wire wire) {
        connections.incrementAndGet();
        return new Echo(opening, wire);
    }

    private final class Echo implements Session {

        private final Opening opening;
        private final Wire wire;
        private final WholeMessages messages = new WholeMessages(MOST_BYTES, this::receive);

        /** Null for a probe that has not taken a client over. */
        private volatile @Nullable Moving taken;

        Echo(Opening opening, Wire wire) {
            this.opening = opening;
            this.wire = wire;
        }

        @Override
        public @Nullable Client client() {
            Moving current = taken;
            return current == null || current.wire != wire ? null : current.client;
        }

        @Override
        public void opened() {
            if (opening.query().isEmpty()) {
                Moving made = new Moving(wire);
                Client client = clients.open(null, opening.origin(), Bare.FORMAT, made, null);
                made.client = client;
                client.connected(Bare.FORMAT, HeartBeat.NONE);
                messages.holdOn(client.account());
                moving.put(client.id(), made);
                taken = made;
                client.announce(text(client.id()));
            }
        }

        @Override
        public boolean arrived(int bytes) {
            Client client = client();
            return client == null || !client.isEnding();
        }

        @Override
        public boolean pinged() {
            return true;
        }

        @Override
        public void receive(MessageType type, ByteBuffer part, boolean last) {
            Refusal refusal = messages.take(type, part, last);
            if (refusal != null) {
                fail(refusal);
            }
        }

        private void receive(MessageType type, byte[] message) {
            Client client = client();
            if (client != null) {
                client.send(Framing.WEBSOCKET.frame(message, type == MessageType.BINARY));
                return;
            }
            switch (new String(message, UTF_8)) {
                case "probe" -> {
                    Queue<byte[]> answer = new ArrayDeque<>(List.of(text("probed")));
                    wire.write(answer, ByteBuffer.allocate(0));
                }
                case "move" -> {
                    Moving target = moving.get(opening.query());
                    if (target == null) {
                        wire.close(4_404, "unknown");
                    } else {
                        taken = target;
                        target.to(wire);
                    }
                }
                default -> wire.close(4_400, "no probe");
            }
        }

        @Override
        public void fail(Refusal refusal) {
            Client client = client();
            if (client != null) {
                client.fail(refusal, Departure.PROTOCOL_ERROR);
            } else {
                wire.close(refusal.code().closeCode(), refusal.word());
            }
        }

        @Override
        public void ended() {
            connections.decrementAndGet();
            Moving current = taken;
            if (current != null && current.wire == wire) {
                current.client().ended();
            }
        }
    }

    /** A wire that may move to another connection. */
    private static final class Moving implements Wire {

        private volatile Wire wire;
        private volatile @Nullable Client client;

        Moving(Wire wire) {
            this.wire = wire;
        }

        Client client() {
            return Objects.requireNonNull(client);
        }

        void to(Wire next) {
            Wire before = wire;
            wire = next;
            before.close(1_000, "moved");
        }

        @Override
        public int write(Queue<byte[]> frames, ByteBuffer scratch) {
            return wire.write(frames, scratch);
        }

        @Override
        public void close(int code, String reason) {
            wire.close(code, reason);
        }

        @Override
        public void abort() {
            wire.abort();
        }
    }

    private static byte[] text(String text) {
        return Framing.WEBSOCKET.frame(text.getBytes(UTF_8), false);
    }

    /** Messages as they are, without a word about them. */
    private enum Bare implements Format {
        FORMAT;

        @Override
        public Dialect dialect(@Nullable String subscription) {
            return envelope -> Framing.WEBSOCKET.frame(envelope.message().body(), true);
        }

        @Override
        public String subscriptionId(Channel channel) {
            return channel.toString();
        }

        @Override
        public byte[] error(Refusal refusal) {
            return text(refusal.word());
        }

        @Override
        public byte @Nullable [] farewell(int code, String reason) {
            return null;
        }

        @Override
        public byte[] heartbeat() {
            return Framing.ping();
        }

        @Override
        public byte[] probe() {
            return Framing.ping();
        }
    }
}
