package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.kill.Child;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What bad disks do to the jar, and what its clients notice. */
@Tag("proof")
@Timeout(300)
class StoreFaultsIT {

    private static final String LOBBY = "destination:/topic/chat/lobby\n";
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;

    @TempDir Path directory;

    @Test
    void aLogThatIsCutEndsRecoveryAndSaysSo() throws Exception {
        try (Child server = new Child(directory)) {
            String last = fillAndKill(server, 60, 100);
            Path log = file(".log");
            byte[] whole = Files.readAllBytes(log);
            Files.write(log, Arrays.copyOf(whole, whole.length / 3));
            server.start();
            await().atMost(MINUTE).until(server::isUp);
            try (WireClient client = connect(server)) {
                client.send("SUBSCRIBE\nid:0\n" + LOBBY + "since:" + last + "\nreceipt:in\n\n\0");
                Stomp receipt = client.receipt("in");
                assertThat(receipt.header("recovered")).isEqualTo("false");
                assertThat(receipt.header("position")).doesNotStartWith(epoch(last));
            }
            assertThat(said())
                    .contains("ERROR")
                    .contains(directory.resolve("data/rooms") + " may lack messages");
        }
    }

    @Test
    void aLogWithARecordOfAnotherTypeIsRefusedWithinAMinute() throws Exception {
        try (Child server = new Child(directory)) {
            // Longer than a block, so that a record has parts.
            fillAndKill(server, 3, 50_000);
            Path log = file(".log");
            byte[] bytes = Files.readAllBytes(log);
            int at = 0;
            while (bytes[at + 6] != 4) {
                at += HEADER + (bytes[at + 4] & 0xff) + ((bytes[at + 5] & 0xff) << 8);
                at += BLOCK - at % BLOCK < HEADER ? BLOCK - at % BLOCK : 0;
            }
            bytes[at + 6] = 6;
            Files.write(log, bytes);
            isRefused(server, "cannot be read from byte");
        }
    }

    @Test
    void aListOfFilesThatIsCutIsRefused() throws Exception {
        try (Child server = new Child(directory)) {
            fillAndKill(server, 10, 100);
            Path manifest = file("MANIFEST");
            byte[] whole = Files.readAllBytes(manifest);
            Files.write(manifest, Arrays.copyOf(whole, whole.length / 2));
            isRefused(server, "can be read up to byte");
        }
    }

    @Test
    void withoutInodesReadingGoesOn() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=200m,nr_inodes=100", "tmpfs", data));
        List<Path> fillers = new ArrayList<>();
        try (Child server = new Child(directory)) {
            server.start();
            await().atMost(MINUTE).until(server::isUp);
            try (WireClient client = connect(server)) {
                client.send("SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\n\n\0");
                client.send("SUBSCRIBE\nid:0\n" + LOBBY + "receipt:in\n\n\0");
                client.receipt("in");
                for (int i = 0; i < 30; i++) {
                    client.send(
                            "SEND\n"
                                    + LOBBY
                                    + "echo:false\nreceipt:"
                                    + i
                                    + "\n\n"
                                    + body(i, 50_000));
                    client.receipt(Integer.toString(i));
                }
                takeInodes(data, fillers);
                // Ten seconds after the last write the store is tidied up.
                await().atMost(MINUTE).until(() -> said().contains("No space left on device"));
                client.send("SEND\n" + LOBBY + "echo:false\nreceipt:x\n\nmore\0");
                assertThat(client.nextMessage().bodyText()).contains("\"code\":\"storage-full\"");
                await().during(Duration.ofSeconds(8))
                        .atMost(MINUTE)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> {
                            assertThat(read(server)).isEqualTo(200);
                            replays(server);
                        });
                for (Path filler : fillers) {
                    Files.delete(filler);
                }
                await().atMost(MINUTE).until(() -> said().contains("can be stored again"));
                client.send("SEND\n" + LOBBY + "echo:false\nreceipt:again\n\nmore\0");
                client.receipt("again");
            }
        } finally {
            run("umount", data);
        }
    }

    /** Reads the newest five on a connection of its own. */
    private static void replays(Child server) {
        try (WireClient client = connect(server)) {
            client.send("SUBSCRIBE\nid:0\n" + LOBBY + "history:5\nreceipt:in\n\n\0");
            client.receipt("in");
            for (int i = 25; i < 30; i++) {
                assertThat(client.nextMessage().bodyText()).startsWith(i + " ");
            }
        }
    }

    private static int read(Child server) throws Exception {
        URI uri =
                URI.create(
                        "http://localhost:"
                                + server.port()
                                + "/api/namespaces/chat/rooms/lobby/messages?last=5");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    /** Publishes with receipts, and returns the id of the last message. */
    private String fillAndKill(Child server, int messages, int length) throws Exception {
        server.start();
        await().atMost(MINUTE).until(server::isUp);
        String last = "";
        try (WireClient client = connect(server)) {
            client.send("SUBSCRIBE\nid:0\n" + LOBBY + "receipt:in\n\n\0");
            client.receipt("in");
            for (int i = 0; i < messages; i++) {
                client.send("SEND\n" + LOBBY + "\n" + body(i, length));
                last = client.nextMessage().header("message-id");
            }
        }
        server.close();
        server.awaitEnd();
        return last;
    }

    private void isRefused(Child server, String found) throws Exception {
        server.start();
        assertThat(server.handle().onExit().get(60, TimeUnit.SECONDS)).isNotNull();
        assertThat(server.awaitEnd()).isOne();
        assertThat(said())
                .contains("The store in " + directory.resolve("data/rooms") + " is damaged")
                .contains(found);
    }

    private static WireClient connect(Child server) {
        return WireClient.open(server.port(), "/ws", "Sec-WebSocket-Protocol: v12.stomp")
                .connect("1.2", "0,0");
    }

    private static String body(int number, int length) {
        return number + " " + "x".repeat(length) + "\0";
    }

    private static String epoch(String position) {
        // As the wire has it, where a colon is escaped.
        return position.substring(0, position.indexOf('\\') + 1);
    }

    private Path file(String part) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data/rooms"))) {
            return files.filter(file -> file.getFileName().toString().contains(part))
                    .reduce((earlier, later) -> later.compareTo(earlier) > 0 ? later : earlier)
                    .orElseThrow();
        }
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("log.txt"), StandardCharsets.UTF_8);
    }

    private static void takeInodes(Path data, List<Path> fillers) {
        try {
            while (true) {
                fillers.add(Files.createFile(data.resolve("filler-" + fillers.size())));
            }
        } catch (IOException e) {
            assertThat(fillers).isNotEmpty();
        }
    }

    private static boolean run(Object... command) throws Exception {
        String[] words = Stream.of(command).map(Object::toString).toArray(String[]::new);
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
