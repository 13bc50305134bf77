package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.browser.Node;
import io.hubbub.kill.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five clients send a thousand messages each, while the server is asked to end again and again. In
 * the end every message is there once, in its sender's order.
 */
@Tag("proof")
@Timeout(300)
@DisabledOnOs(OS.WINDOWS) // It has no SIGTERM.
class RestartIT {

    private static final int RESTARTS = 3;

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Test
    void whatIsSentOverRestartsIsKeptOnceAndInOrder(@TempDir Path directory) throws Exception {
        try (Child server = new Child(directory);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Path pid = directory.resolve("pid");
            start(server, pid);
            Future<List<Integer>> ends = threads.submit(() -> restart(server, pid));
            Map<String, String> environment =
                    Map.of(
                            "HUBBUB_URL",
                            "ws://localhost:" + server.port() + "/ws",
                            "HUBBUB_PID_FILE",
                            pid.toString(),
                            "HUBBUB_RESTARTS",
                            Integer.toString(RESTARTS));

            Node.Result result =
                    Node.needed().run(LIMIT, environment, "src/test/js/live/restart.mjs");

            assertThat(result.status()).as(result.output()).isZero();
            assertThat(result.output()).contains("5000 messages");
            assertThat(ends.get()).hasSize(RESTARTS).containsOnly(0);
        }
    }

    /** Starts it again each time it has ended; returns how it did. */
    private static List<Integer> restart(Child server, Path pid)
            throws IOException, InterruptedException {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < RESTARTS; i++) {
            ends.add(server.awaitEnd());
            start(server, pid);
        }
        return ends;
    }

    private static void start(Child server, Path pid) throws IOException {
        server.start();
        Files.writeString(pid, Long.toString(server.handle().pid()));
    }
}
