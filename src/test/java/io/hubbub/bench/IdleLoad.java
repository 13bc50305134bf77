package io.hubbub.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many clients that are connected, subscribed and silent. Measures how much of the server's heap
 * one of them takes.
 */
final class IdleLoad {

    /** For what the server does after the last client came or went. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private IdleLoad() {}

    /** The live bytes per client. */
    static double run(Server server) throws IOException {
        long before;
        try (LoadClient none = new LoadClient(server.port())) {
            before = liveBytes(server, none);
        }
        try (LoadClient client = new LoadClient(server.port())) {
            List<String> topics =
                    IntStream.range(0, Scenario.IDLE.members)
                            .mapToObj(
                                    i -> server.contender().topic("idle" + i % Scenario.IDLE_ROOMS))
                            .toList();
            client.join(topics);
            return (double) (liveBytes(server, client) - before) / topics.size();
        }
    }

    private static long liveBytes(Server server, LoadClient client) throws IOException {
        turnFor(SETTLING, client);
        LiveHeap heap = new LiveHeap(server.pid());
        heap.collect(client::turn);
        return heap.liveBytes(client::turn);
    }

    private static void turnFor(Duration time, LoadClient client) throws IOException {
        Deadline end = Deadline.in(time);
        while (!end.passed()) {
            client.turn();
        }
    }
}
