package io.hubbub.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** All members of one load on one thread, one selector and one buffer. */
final class LoadClient implements AutoCloseable {

    /**
     * Connections on their way at a time: fewer than the shortest accept queue, whose overflow
     * costs a second each.
     */
    private static final int JOINING = 32;

    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);

    /**
     * How long the last deliveries may keep the load waiting for the next one before they count as
     * missing.
     */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    private static final Duration LATE = Duration.ofMillis(100);
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    private static final long PROBE_INTERVAL_NANOS = Duration.ofMillis(200).toNanos();

    private final Selector selector = Selector.open();
    private final ByteBuffer inbound = ByteBuffer.allocateDirect(1 << 20);
    private final ByteBuffer outbound = ByteBuffer.allocateDirect(1 << 16);
    private final List<Member> members = new ArrayList<>();
    private final Map<String, SendFrame> sendFrames = new HashMap<>();
    private final Histogram latencyMicros = new Histogram(3);
    private final Histogram receiptMicros = new Histogram(3);
    private final Consumer<SelectionKey> ready = this::ready;
    private final int port;

    LoadClient(int port) throws IOException {
        this.port = port;
    }

    List<Member> members() {
        return members;
    }

    /** The latencies of all messages received since its last reset. */
    Histogram latencyMicros() {
        return latencyMicros;
    }

    /** The times from SEND to RECEIPT of all receipts since its last reset. */
    Histogram receiptMicros() {
        return receiptMicros;
    }

    /**
     * Connects one member for each topic named and returns when every one has received a message
     * there.
     */
    void join(List<String> topics) throws IOException {
        connect(topics);
        for (Member member : members) {
            member.subscribe("");
        }
        probe(Deadline.in(JOIN_LIMIT));
    }

    /** Connects one member for each topic named, which is still to {@link Member#subscribe}. */
    void connect(List<String> topics) throws IOException {
        Deadline deadline = Deadline.in(JOIN_LIMIT);
        List<Member> joining = new ArrayList<>();
        for (String topic : topics) {
            while (joining.size() == JOINING) {
                settle(joining, deadline);
            }
            Member member = new Member(selector, port, topic, new Ledger(latencyMicros));
            members.add(member);
            joining.add(member);
        }
        while (!joining.isEmpty()) {
            settle(joining, deadline);
        }
    }

    private void settle(List<Member> joining, Deadline deadline) throws IOException {
        turn();
        joining.removeIf(Member::connected);
        deadline.check(() -> members.size() + " clients begun, the last do not get CONNECTED");
    }

    private void probe(Deadline deadline) throws IOException {
        long probeAtNanos = Body.clockNanos();
        List<Member> waiting = new ArrayList<>(members);
        while (!waiting.isEmpty()) {
            turn();
            waiting.removeIf(member -> member.ledger().probed());
            if (Body.clockNanos() >= probeAtNanos) {
                probeAtNanos = Body.clockNanos() + PROBE_INTERVAL_NANOS;
                Set<String> asked = new HashSet<>();
                for (Member member : waiting) {
                    if (asked.add(member.topic())) {
                        publish(member, Body.PROBE, 0, 1, _ -> 0);
                    }
                }
            }
            deadline.check(() -> waiting.size() + " clients received no message of their topic");
        }
    }

    /** The time that a message's latency counts from, asked for each message of a batch. */
    interface Stamp {
        long sentNanos(long sequence);
    }

    /** Publishes {@code count} messages with one write and returns how many fitted into it. */
    int publish(Member member, long publisher, long sequence, int count, Stamp stamp)
            throws IOException {
        SendFrame frame = sendFrames.computeIfAbsent(member.topic(), SendFrame::new);
        return publish(member, frame, publisher, sequence, count, stamp);
    }

    /** Writes what the given action puts into the buffer, with one write. */
    void write(Member member, Consumer<ByteBuffer> frames) throws IOException {
        outbound.clear();
        frames.accept(outbound);
        member.write(outbound.flip());
    }

    int publish(
            Member member, SendFrame frame, long publisher, long sequence, int count, Stamp stamp)
            throws IOException {
        outbound.clear();
        int published = 0;
        while (published < count && outbound.remaining() >= frame.size()) {
            frame.putInto(
                    outbound,
                    publisher,
                    sequence + published,
                    stamp.sentNanos(sequence + published));
            published++;
        }
        member.write(outbound.flip());
        return published;
    }

    /**
     * Reads until all is there or nothing more comes, and a moment longer: what comes then can only
     * be a duplicate.
     */
    void drain(LongSupplier received, BooleanSupplier complete) throws IOException {
        long before = -1;
        while (before < received.getAsLong() && !complete.getAsBoolean()) {
            before = received.getAsLong();
            Deadline quiet = Deadline.in(DRAIN_LIMIT);
            while (before == received.getAsLong() && !quiet.passed()) {
                turn();
            }
        }
        Deadline late = Deadline.in(LATE);
        while (!late.passed()) {
            turn();
        }
    }

    /**
     * Pauses, then reads what has arrived. It looks at the sockets now and then instead of being
     * woken by them: a wake-up for each message would cost the client a read each, and the server
     * that sends it more than the message itself.
     */
    void turn(long pauseNanos) throws IOException {
        LockSupport.parkNanos(pauseNanos);
        try {
            selector.selectNow(ready);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    void turn() throws IOException {
        turn(PAUSE_NANOS);
    }

    private void ready(SelectionKey key) {
        try {
            ((Member) key.attachment()).ready(inbound);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.close();
        }
        selector.close();
    }
}
