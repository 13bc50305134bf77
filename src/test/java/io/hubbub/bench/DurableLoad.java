package io.hubbub.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Many clients that publish and wait for receipts, each in a room of its own, of which it is the
 * only member: what is measured is the way of a message to its RECEIPT, with a fan-out of one. A
 * publish counts once it has its RECEIPT; that each has one, and that the publisher hears each
 * message once, is checked.
 */
final class DurableLoad {

    private static final int PUBLISHERS = 64;

    /** Messages of one publisher without a receipt, where it is as fast as the server is. */
    private static final int WINDOW = 64;

    /**
     * Of all publishers together, where the rate is fixed: far below what the server can, so that
     * the latency is the way's and not a queue's.
     */
    private static final int MESSAGES_PER_SECOND = 5_000;

    private static final Duration INTERVAL =
            Duration.ofSeconds(1).multipliedBy(PUBLISHERS).dividedBy(MESSAGES_PER_SECOND);

    /** A fraction of what all windows last at the highest speeds seen. */
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final Server server;
    private final LoadClient client;
    private final List<Publisher> publishers = new ArrayList<>();

    /** One of the clients, with what it sends and when. */
    private record Publisher(Member member, SendFrame frame, Receipts receipts, PublishPace pace) {}

    private DurableLoad(Server server, LoadClient client, Durability keeping, Scenario tempo) {
        this.server = server;
        this.client = client;
        for (Member member : client.members()) {
            publishers.add(
                    new Publisher(
                            member,
                            SendFrame.withReceipt(member.topic(), keeping.ids),
                            member.expectReceipts(client.receiptMicros()),
                            pace(tempo, publishers.size())));
        }
    }

    private static PublishPace pace(Scenario tempo, int publisher) {
        return switch (tempo) {
            case SATURATED -> new PublishPace.ClosedLoop(WINDOW, PAUSE);
            case RATE ->
                    new PublishPace.FixedRate(
                            INTERVAL, INTERVAL.multipliedBy(publisher).dividedBy(PUBLISHERS));
            case ONE_TO_ONE, PAIRS, IDLE, DURABLE, RECOVERY, ARRIVAL ->
                    throw new IllegalArgumentException(tempo.name());
        };
    }

    /**
     * Runs one window.
     *
     * @param tempo {@link Scenario#SATURATED} or {@link Scenario#RATE}
     */
    static Measurement run(
            Server server, Durability keeping, Scenario tempo, Duration leadIn, Duration measured)
            throws IOException {
        try (LoadClient client = new LoadClient(server.port())) {
            client.join(
                    IntStream.range(0, PUBLISHERS)
                            .mapToObj(i -> keeping.topic("publisher" + i))
                            .toList());
            return new DurableLoad(server, client, keeping, tempo).measure(leadIn, measured);
        }
    }

    private Measurement measure(Duration leadIn, Duration measured) throws IOException {
        publishFor(leadIn);
        client.receiptMicros().reset();
        long before = sum(Receipts::received);
        Meter meter = new Meter(server);
        publishFor(measured);
        long receipts = sum(Receipts::received) - before;
        meter.stop();
        Measurement measurement = meter.measurement(receipts, client.receiptMicros());
        client.drain(
                () -> sum(Receipts::received) + heard(),
                () -> sum(Receipts::open) == 0 && heard() == sum(Receipts::sent));
        return measurement.with(faults());
    }

    private void publishFor(Duration time) throws IOException {
        Deadline end = Deadline.in(time);
        while (!end.passed()) {
            long pauseNanos = Long.MAX_VALUE;
            for (Publisher publisher : publishers) {
                publishDue(publisher);
                pauseNanos = Math.min(pauseNanos, publisher.pace().pauseNanos(Body.clockNanos()));
            }
            client.turn(pauseNanos);
        }
    }

    private void publishDue(Publisher publisher) throws IOException {
        if (publisher.member().blocked()) {
            return;
        }
        long nowNanos = Body.clockNanos();
        Receipts receipts = publisher.receipts();
        int due = Math.min(publisher.pace().due(nowNanos, receipts.open()), receipts.space());
        if (due > 0) {
            client.publish(
                    publisher.member(),
                    publisher.frame(),
                    0,
                    receipts.sent(),
                    due,
                    _ -> receipts.send(publisher.pace().take(nowNanos)));
        }
    }

    private long sum(ToLongFunction<Receipts> count) {
        long sum = 0;
        for (Publisher publisher : publishers) {
            sum += count.applyAsLong(publisher.receipts());
        }
        return sum;
    }

    private long heard() {
        long heard = 0;
        for (Member member : client.members()) {
            heard += member.ledger().received();
        }
        return heard;
    }

    private Faults faults() {
        Faults faults = Faults.NONE;
        for (Publisher publisher : publishers) {
            faults = faults.plus(publisher.receipts().faults());
            faults = faults.plus(publisher.member().ledger().faults(publisher.receipts().sent()));
        }
        return faults;
    }
}
