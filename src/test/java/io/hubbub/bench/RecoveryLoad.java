package io.hubbub.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Clients that come back to rooms and get the messages that they missed. */
final class RecoveryLoad {

    /** Recoveries before any counts: the JIT sees to the code of replays, which no publish runs. */
    static final int WARM_UPS = 5;

    private static final int WINDOW = 256;
    private static final Duration FILL_LIMIT = Duration.ofSeconds(60);

    /** Short: the time until the last message is seen is part of the time measured. */
    private static final long PAUSE_NANOS = 200_000;

    /** For the next message, after which those that did not come count as missing. */
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(5);

    private final Server server;
    private final Recovery recovery;

    /** Where the clients were when they went, by topic; as it is written in a header. */
    private final Map<String, String> positions = new HashMap<>();

    private RecoveryLoad(Server server, Recovery recovery) {
        this.server = server;
        this.recovery = recovery;
    }

    /** Says in each room what the clients then have missed. */
    static RecoveryLoad prepare(Server server, Recovery recovery) throws IOException {
        RecoveryLoad load = new RecoveryLoad(server, recovery);
        try (LoadClient client = new LoadClient(server.port())) {
            client.connect(
                    IntStream.range(0, recovery.rooms)
                            .mapToObj(i -> Durability.KEPT.topic(recovery.name() + i))
                            .toList());
            for (Member member : client.members()) {
                load.fill(client, member);
            }
        }
        return load;
    }

    private void fill(LoadClient client, Member member) throws IOException {
        Deadline deadline = Deadline.in(FILL_LIMIT);
        member.subscribe("receipt:in\n");
        while (!member.joined()) {
            client.turn();
            deadline.check(() -> "No RECEIPT for a SUBSCRIBE to " + member.topic());
        }
        positions.put(member.topic(), member.found("position"));
        SendFrame frame = SendFrame.withReceipt(member.topic(), false);
        Receipts receipts = member.expectReceipts(client.receiptMicros());
        while (receipts.received() < recovery.missed) {
            long left = Math.min(recovery.missed - receipts.sent(), WINDOW - receipts.open());
            if (left > 0 && !member.blocked()) {
                client.publish(
                        member,
                        frame,
                        0,
                        receipts.sent(),
                        (int) left,
                        _ -> receipts.send(Body.clockNanos()));
            }
            client.turn();
            deadline.check(() -> receipts.open() + " RECEIPTs are missing in " + member.topic());
        }
    }

    /** Lets clients that never were there before come back. */
    Recovery.Measured run() throws IOException {
        try (LoadClient client = new LoadClient(server.port())) {
            List<String> topics = List.copyOf(positions.keySet());
            long connectNanos = -System.nanoTime();
            client.connect(
                    IntStream.range(0, recovery.clients)
                            .mapToObj(i -> topics.get(i % topics.size()))
                            .toList());
            connectNanos += System.nanoTime();
            Meter meter = new Meter(server);
            for (Member member : client.members()) {
                member.subscribe("receipt:in\nsince:" + positions.get(member.topic()) + "\n");
            }
            Deadline quiet = Deadline.in(QUIET_LIMIT);
            long before = 0;
            while (!complete(client) && !quiet.passed()) {
                client.turn(PAUSE_NANOS);
                long received = received(client);
                if (received > before) {
                    before = received;
                    quiet = Deadline.in(QUIET_LIMIT);
                }
            }
            meter.stop();
            client.drain(() -> received(client), () -> true);
            return new Recovery.Measured(
                    connectNanos / 1e6, meter.wallMillis(), meter.otherCores(), faults(client));
        }
    }

    private boolean complete(LoadClient client) {
        for (Member member : client.members()) {
            if (member.ledger().received() < recovery.missed) {
                return false;
            }
        }
        return true;
    }

    private static long received(LoadClient client) {
        long received = 0;
        for (Member member : client.members()) {
            received += member.ledger().received();
        }
        return received;
    }

    /** What is missing, doubled or out of order; a client that was not told the truth ends all. */
    private Faults faults(LoadClient client) {
        Faults faults = Faults.NONE;
        for (Member member : client.members()) {
            String recovered = member.found("recovered");
            String missed = member.found("missed");
            if (!recovered.equals("true") || !missed.equals(Integer.toString(recovery.missed))) {
                throw new IllegalStateException(
                        "%s: recovered:%s, missed:%s".formatted(member.topic(), recovered, missed));
            }
            faults = faults.plus(member.ledger().faults(recovery.missed));
        }
        return faults;
    }
}
