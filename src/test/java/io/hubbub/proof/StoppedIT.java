package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.kill.Child;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is stopped, as by a machine that sleeps, for many times as long as a client may be
 * silent. Then it goes on. What the clients sent meanwhile waits in their sockets.
 */
@Tag("proof")
@Timeout(300)
@DisabledOnOs(OS.WINDOWS) // It has no SIGSTOP.
class StoppedIT {

    private static final int CLIENTS = 40;

    /** Of the clients, three times as often as they promise. */
    private static final Duration BEAT = Duration.ofMillis(300);

    /** How many beats a stop lasts: four times as long as a client may be silent. */
    private static final int STOP = 27;

    private static final int ROUNDS = 3;

    @Test
    void nobodyIsGivenUpForAStopOfTheServer(@TempDir Path directory) throws Exception {
        try (Child server =
                new Child(
                        directory,
                        "--hubbub.stomp.heartbeat=1s",
                        "--hubbub.limits.connect-time=4s")) {
            server.start();
            await().atMost(Duration.ofMinutes(2)).until(server::isUp);
            List<WireClient> beating = open(server, CLIENTS);
            beating.forEach(client -> client.connect("1.2", "1000,0"));
            try (Beats beats = new Beats(beating)) {
                stopAndGoOn(server, beats);
                // An answer comes after what was said before it: nobody was told to go.
                for (WireClient client : beating) {
                    client.send("SUBSCRIBE\nid:1\ndestination:/topic/main/a\nreceipt:r\n\n\0");
                }
                for (WireClient client : beating) {
                    assertThat(client.next().command()).isEqualTo("RECEIPT");
                }
            }
            // And silence of their own is still found.
            for (WireClient client : beating) {
                Stomp last = client.next();
                assertThat(last.header("code")).isEqualTo("heartbeat-lost");
                client.close();
            }
        }
    }

    private static void stopAndGoOn(Child server, Beats beats) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<WireClient> early = open(server, 5);

            signal(server, "STOP");
            early.forEach(client -> client.send("CONNECT\naccept-version:1.2\n\n\0"));
            int before = beats.count();
            await().atMost(Duration.ofMinutes(1)).until(() -> beats.count() >= before + STOP);
            signal(server, "CONT");

            early.forEach(client -> assertThat(client.next().command()).isEqualTo("CONNECTED"));
            early.forEach(WireClient::close);
        }
    }

    private static List<WireClient> open(Child server, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> WireClient.open(server.port(), "/ws"))
                .toList();
    }

    private static void signal(Child server, String signal)
            throws IOException, InterruptedException {
        String pid = Long.toString(server.handle().pid());
        assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
    }

    /** The clients' heart-beats, whatever the server does. */
    private static final class Beats implements AutoCloseable {

        private final ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor();
        private final AtomicInteger count = new AtomicInteger();
        private final Future<?> beats;

        Beats(List<WireClient> clients) {
            Runnable beat =
                    () -> {
                        clients.forEach(client -> client.send("\n"));
                        count.incrementAndGet();
                    };
            beats = thread.scheduleAtFixedRate(beat, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }

        int count() {
            return count.get();
        }

        @Override
        public void close() {
            beats.cancel(false);
            thread.shutdown();
        }
    }
}
