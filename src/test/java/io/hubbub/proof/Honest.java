package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.WireClient;
import io.hubbub.http.RawRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A client that was there before the attack and publishes during it. The time to each RECEIPT is
 * measured, and so are liveness checks from the attackers' own address.
 */
final class Honest implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** A machine that does other things too may be slow, but nobody waits as they did. */
    private static final Duration WORST = Duration.ofSeconds(2);

    /** Each time over a connection of its own, whose packets the system may have to send again. */
    private static final Duration WORST_HEALTH = Duration.ofSeconds(8);

    private final int port;
    private final WireClient client;
    private final List<Long> publishMillis = new ArrayList<>();
    private final List<Long> healthMillis = new ArrayList<>();

    Honest(int port) {
        this.port = port;
        client = WireClient.open(port, "/ws").connect("1.2", "0,0");
    }

    /**
     * @param time for how long, about
     */
    Honest publish(Duration time) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            long sent = System.nanoTime();
            client.send("SEND\ndestination:/topic/honest\nreceipt:r\n\nhello\0").expectReceipt("r");
            publishMillis.add(millisSince(sent));
            askForHealth();
            await().pollDelay(PAUSE).until(() -> true);
        }
        return this;
    }

    private void askForHealth() {
        long asked = System.nanoTime();
        try (RawRequest request = new RawRequest(port, "127.0.0.2")) {
            request.write(
                    "GET /actuator/health/liveness HTTP/1.1\nHost: localhost\nConnection: close\n\n");
            assertThat(request.status()).isEqualTo(200);
        }
        healthMillis.add(millisSince(asked));
    }

    /** Prints what was measured, and fails if a client was kept waiting. */
    void report(String attack) {
        System.out.printf(
                "%s: publish %s, liveness %s%n",
                attack, figures(publishMillis), figures(healthMillis));
        assertThat(Collections.max(publishMillis)).as(attack).isLessThan(WORST.toMillis());
        assertThat(Collections.max(healthMillis)).as(attack).isLessThan(WORST_HEALTH.toMillis());
    }

    private static String figures(List<Long> millis) {
        List<Long> sorted = millis.stream().sorted().toList();
        return "of %d median %d ms, worst %d ms"
                .formatted(sorted.size(), sorted.get(sorted.size() / 2), sorted.getLast());
    }

    private static long millisSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toMillis();
    }

    @Override
    public void close() {
        client.close();
    }
}
