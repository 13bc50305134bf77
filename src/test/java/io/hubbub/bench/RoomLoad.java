package io.hubbub.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * One room under load: members join, some of them publish at a pace, and every delivery is checked.
 */
final class RoomLoad {

    private final Server server;
    private final LoadClient client;
    private final PublishPace pace;

    /** How many messages each publisher has sent. */
    private final long[] published;

    private long publishedInAll;

    /** The publisher that published last. */
    private int last;

    private RoomLoad(Server server, LoadClient client, Scenario scenario) {
        this.server = server;
        this.client = client;
        this.pace = scenario.pace();
        this.published = new long[scenario.publishers];
    }

    static Measurement run(Server server, Scenario scenario, Duration leadIn, Duration measured)
            throws IOException {
        try (LoadClient client = new LoadClient(server.port())) {
            client.join(Collections.nCopies(scenario.members, server.contender().topic("bench")));
            return new RoomLoad(server, client, scenario).measure(leadIn, measured);
        }
    }

    private Measurement measure(Duration leadIn, Duration measured) throws IOException {
        publishFor(leadIn);
        client.latencyMicros().reset();
        long before = deliveries();
        Meter meter = new Meter(server);
        publishFor(measured);
        long deliveries = deliveries() - before;
        meter.stop();
        Measurement measurement = meter.measurement(deliveries, client.latencyMicros());
        client.drain(this::deliveries, () -> slowest() == publishedInAll);
        return measurement.with(faults());
    }

    private void publishFor(Duration time) throws IOException {
        Deadline end = Deadline.in(time);
        while (!end.passed()) {
            publishDue();
            client.turn(pace.pauseNanos(Body.clockNanos()));
        }
    }

    private void publishDue() throws IOException {
        long nowNanos = Body.clockNanos();
        int due = pace.due(nowNanos, publishedInAll - slowest());
        int share = Math.ceilDiv(due, published.length);
        for (int i = 0; due > 0 && i < published.length; i++) {
            last = (last + 1) % published.length;
            Member member = client.members().get(last);
            if (member.blocked()) {
                continue;
            }
            int count =
                    client.publish(
                            member,
                            last,
                            published[last],
                            Math.min(share, due),
                            _ -> pace.take(nowNanos));
            published[last] += count;
            publishedInAll += count;
            due -= count;
        }
    }

    private long slowest() {
        long slowest = Long.MAX_VALUE;
        for (Member member : client.members()) {
            slowest = Math.min(slowest, member.ledger().received());
        }
        return slowest;
    }

    private long deliveries() {
        long deliveries = 0;
        for (Member member : client.members()) {
            deliveries += member.ledger().received();
        }
        return deliveries;
    }

    private Faults faults() {
        Faults faults = Faults.NONE;
        Map<Long, Integer> orders = new HashMap<>();
        for (Member member : client.members()) {
            faults = faults.plus(member.ledger().faults(publishedInAll));
            orders.merge(member.ledger().order(), 1, Integer::sum);
        }
        int agreeing = Collections.max(orders.values());
        return faults.plus(new Faults(0, 0, 0, client.members().size() - agreeing));
    }
}
