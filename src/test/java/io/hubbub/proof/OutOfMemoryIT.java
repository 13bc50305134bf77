package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lane runs out of memory, in a process that does not have {@code -XX:+ExitOnOutOfMemoryError}.
 * The tests of a process that lives on use one where only the lane ran out of memory.
 */
@Tag("proof")
@Timeout(300)
class OutOfMemoryIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir private Path directory;
    private int port;

    @Test
    void whereThereIsNoMemoryLeftTheProcessEnds() throws Exception {
        Process process = start("for-good");
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
            assertThat(process.exitValue()).as(log()).isEqualTo(3);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whoever asks for memory in the same moment dies too, Jetty's threads and all. */
    @Test
    void whereThereWasNoneForAMomentTheProcessEnds() throws Exception {
        Process process = start("once");
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
            assertThat(process.exitValue()).as(log()).isEqualTo(3);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whereOneLaneDiedTheProcessSaysSoAndEnds() throws Exception {
        Process process = start("alone");
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
            assertThat(process.exitValue()).as(log()).isEqualTo(3);
            assertThat(log())
                    .contains("lane-0 ended: OutOfMemoryError")
                    .contains("Commencing graceful shutdown");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void anApplicationThatDecidesItselfLivesOnAndItsLivenessFails() throws Exception {
        Process process = start("alone", "--hubbub.exit-when-broken=false");
        try {
            await().ignoreExceptions()
                    .atMost(LIMIT)
                    .untilAsserted(() -> {
                        HttpResponse<String> liveness = liveness();
                        assertThat(liveness.statusCode()).isEqualTo(503);
                        assertThat(liveness.body()).contains("lane-0 ended: OutOfMemoryError");
                    });
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aLaneThatHangsFailsLiveness() throws Exception {
        Process process = start("hang");
        try {
            await().ignoreExceptions()
                    .atMost(LIMIT)
                    .untilAsserted(() -> {
                        HttpResponse<String> liveness = liveness();
                        assertThat(liveness.statusCode()).isEqualTo(503);
                        assertThat(liveness.body()).contains("lane-0 hangs");
                    });
            assertThat(log()).contains("lane-0 has hung").contains("LockSupport.park");
        } finally {
            process.destroyForcibly();
        }
    }

    private HttpResponse<String> liveness() throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + port + "/actuator/health/liveness");
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, BodyHandlers.ofString());
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log.txt"));
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private Process start(String how, String... settings) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseCompactObjectHeaders",
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-Djava.io.tmpdir=" + directory,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.hubbub.HubbubApplication",
                                "--spring.main.sources=" + Exhaustion.class.getName(),
                                "--exhaust=" + how,
                                "--server.port=" + port,
                                "--hubbub.data=" + directory.resolve("data"),
                                "--hubbub.security.admin-password=x"));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log.txt").toFile())
                .start();
    }
}
