package io.hubbub.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.kill.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stranger with thousands of connections, each of which leaves something unfinished, against a
 * server with 256 MB. Clients that were there before go on publishing and reading, and the health
 * check answers.
 */
@Tag("proof")
@Timeout(300)
class HeldIT {

    private static final int WAVE = 100;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /**
     * The first is what was done, which the bound of a frame's length ends by itself. The second is
     * what frames of the allowed length allow, and what it takes {@code held-size} against.
     */
    @ParameterizedTest
    @CsvSource({"800, 390000", "3500, 60000"})
    void unfinishedMessagesTakeNobodyElsesMemory(
            int connections, int bytes, @TempDir Path directory) throws Exception {
        try (Child server = new Child(directory)) {
            server.start();
            await().atMost(Duration.ofMinutes(2)).until(server::isUp);
            await().atMost(Duration.ofMinutes(2)).until(() -> health(server) == 200);
            List<WireClient> attackers = new ArrayList<>();
            WireClient member = connect(server);
            member.send("SUBSCRIBE\nid:0\ndestination:/topic/main/held\nreceipt:in\n\n\0");
            member.expectReceipt("in");
            byte[] unfinished =
                    ("[\"SEND\\ndestination:/topic/main/held\\n\\n" + "x".repeat(bytes))
                            .getBytes(UTF_8);

            for (int i = 0; i < connections; i++) {
                attack(server, attackers, unfinished);
                if (i % WAVE == 0) {
                    sayAndHear(member, "during " + i);
                }
            }
            for (int i = 0; i < 20; i++) {
                sayAndHear(member, "after " + i);
            }

            assertThat(health(server)).isEqualTo(200);
            assertThat(server.lines()).noneMatch(line -> line.contains("OutOfMemoryError"));
            member.close();
            attackers.forEach(WireClient::close);
        }
    }

    private static WireClient connect(Child server) {
        return WireClient.open(server.port(), "/ws", "Sec-WebSocket-Protocol: v12.stomp, v11.stomp")
                .connect("1.2", "0,0");
    }

    private static void attack(Child server, List<WireClient> attackers, byte[] unfinished) {
        String path = "/sockjs/000/a" + attackers.size() + "/websocket";
        WireClient attacker = WireClient.open(server.port(), path);
        attackers.add(attacker);
        try {
            // Else it would be gone again after the time that there is for CONNECT.
            attacker.send("[\"CONNECT\\naccept-version:1.2\\n\\n\\u0000\"]");
            attacker.sendFrame(false, WireClient.TEXT, unfinished);
        } catch (UncheckedIOException e) {
            // It was told to go while it was still sending.
        }
    }

    private static void sayAndHear(WireClient member, String body) {
        member.send("SEND\ndestination:/topic/main/held\nreceipt:r\n\n" + body + '\0');
        Stomp heard = member.nextMessage();
        assertThat(heard.bodyText()).isEqualTo(body);
        member.expectReceipt("r");
    }

    private static int health(Child server) throws IOException, InterruptedException {
        URI address = URI.create("http://localhost:" + server.port() + "/actuator/health");
        return HTTP.send(
                        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
