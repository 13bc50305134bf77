package io.hubbub.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClient.WsFrame;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.json.JsonMapper;

/** A process with a thousand clients gets a SIGTERM. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS) // It has no SIGTERM.
class SigtermTest {

    private static final int ROOMS = 10;
    private static final int WEB_SOCKETS = 900;
    private static final int SOCK_JS = 100;

    /** How many clients connect at once. */
    private static final int COMING = 32;

    /** The receipts that each publisher has before the signal is sent. */
    private static final int RECEIPTS = 20;

    private static final Pattern STARTED = Pattern.compile("Jetty started on port (\\d+)");

    /**
     * What one client read.
     *
     * @param code of its ERROR
     * @param close the number of its last frame, of WebSocket or of SockJS
     */
    private record Farewell(int room, Set<String> bodies, String code, int close) {}

    @Test
    void everybodyIsToldNothingWithAReceiptIsLostAndItEndsWith0() throws Exception {
        Process server = start();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = port(server, threads);
            Semaphore coming = new Semaphore(COMING);
            CountDownLatch joined = new CountDownLatch(WEB_SOCKETS + SOCK_JS);
            List<Future<Farewell>> members = new ArrayList<>();
            for (int i = 0; i < WEB_SOCKETS; i++) {
                int room = i % ROOMS;
                members.add(threads.submit(webSocket(port, room, coming, joined)));
            }
            for (int i = 0; i < SOCK_JS; i++) {
                int room = i % ROOMS;
                members.add(threads.submit(sockJs(port, room, coming, joined)));
            }
            assertThat(joined.await(60, TimeUnit.SECONDS)).as("all have joined").isTrue();
            CountDownLatch receipts = new CountDownLatch(ROOMS * RECEIPTS);
            List<Future<Farewell>> publishers =
                    IntStream.range(0, ROOMS)
                            .mapToObj(room -> threads.submit(publisher(port, room, receipts)))
                            .toList();
            assertThat(receipts.await(30, TimeUnit.SECONDS)).as("all are publishing").isTrue();

            server.destroy();

            assertThat(server.waitFor(30, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
            assertThat(server.exitValue()).isZero();
            List<Set<String>> acknowledged = new ArrayList<>();
            for (Future<Farewell> publisher : publishers) {
                Farewell farewell = publisher.get();
                assertToldToComeBack(farewell);
                acknowledged.add(farewell.bodies());
            }
            for (Future<Farewell> member : members) {
                Farewell farewell = member.get();
                assertToldToComeBack(farewell);
                assertThat(farewell.bodies()).containsAll(acknowledged.get(farewell.room()));
            }
        } finally {
            server.destroyForcibly();
        }
    }

    private static void assertToldToComeBack(Farewell farewell) {
        assertThat(farewell.code()).isEqualTo("shutting-down");
        assertThat(farewell.close()).isEqualTo(1012);
    }

    // ---------------------------------------------------------------- the process

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseCompactObjectHeaders",
                        "-cp",
                        classPath(),
                        HubbubApplication.class.getName(),
                        "--server.port=0",
                        "--hubbub.lanes=2",
                        "--hubbub.data=target/sigterm-test",
                        "--hubbub.security.admin-password=x")
                .redirectErrorStream(true)
                .start();
    }

    /** Without the tests' own classes, which Spring would take for parts of the application. */
    private static String classPath() {
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(joining(File.pathSeparator));
    }

    /** The port that the server says it listens at; goes on reading, so that it can go on. */
    private static int port(Process server, ExecutorService threads) throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        List<String> log = new ArrayList<>();
        var unused =
                threads.submit(() -> {
                    try (BufferedReader lines = server.inputReader(UTF_8)) {
                        for (String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            log.add(line);
                            Matcher started = STARTED.matcher(line);
                            if (started.find()) {
                                port.complete(Integer.parseInt(started.group(1)));
                            }
                        }
                    }
                    port.completeExceptionally(new AssertionError(String.join("\n", log)));
                    return null;
                });
        return port.get(60, TimeUnit.SECONDS);
    }

    // ---------------------------------------------------------------- its clients

    private static String subscribe(int room) {
        return "SUBSCRIBE\nid:0\ndestination:/topic/main/room-" + room + "\nreceipt:in\n\n\0";
    }

    private static Callable<Farewell> webSocket(
            int port, int room, Semaphore coming, CountDownLatch joined) {
        return () -> {
            coming.acquire();
            WireClient client = WireClient.open(port, "/ws").connect("1.2", "0,0");
            client.send(subscribe(room)).expectReceipt("in");
            coming.release();
            joined.countDown();
            Set<String> bodies = new HashSet<>();
            Stomp frame = client.next();
            while (frame.command().equals("MESSAGE")) {
                bodies.add(frame.bodyText());
                frame = client.next();
            }
            return new Farewell(room, bodies, frame.header("code"), close(client));
        };
    }

    private static int close(WireClient client) {
        WsFrame close = client.nextData();
        try (client) {
            client.sendFrame(true, WireClient.CLOSE, close.payload());
        } catch (UncheckedIOException e) {
            // The server did not wait for the answer.
        }
        return close.closeCode();
    }

    private static Callable<Farewell> publisher(int port, int room, CountDownLatch receipts) {
        return () -> {
            WireClient client = WireClient.open(port, "/ws").connect("1.2", "0,0");
            Set<String> acknowledged = new HashSet<>();
            for (int i = 0; ; i++) {
                String body = room + "-" + i;
                client.send(
                        "SEND\ndestination:/topic/main/room-"
                                + room
                                + "\nreceipt:"
                                + i
                                + "\n\n"
                                + body
                                + '\0');
                Stomp answer = client.next();
                if (!answer.command().equals("RECEIPT")) {
                    return new Farewell(room, acknowledged, answer.header("code"), close(client));
                }
                acknowledged.add(body);
                receipts.countDown();
            }
        };
    }

    private static Callable<Farewell> sockJs(
            int port, int room, Semaphore coming, CountDownLatch joined) {
        return () -> {
            coming.acquire();
            SockJsTestClient client = new SockJsTestClient(port);
            BufferedReader stream = client.stream("xhr_streaming");
            client.send("CONNECT\naccept-version:1.2\n\n\0", subscribe(room));
            coming.release();
            Set<String> bodies = new HashSet<>();
            String code = "";
            while (true) {
                String line = SockJsTestClient.line(stream);
                switch (line.charAt(0)) {
                    case 'a' -> {
                        String[] frames =
                                JsonMapper.shared().readValue(line.substring(1), String[].class);
                        for (String frame : frames) {
                            if (frame.startsWith("RECEIPT")) {
                                joined.countDown();
                            } else if (frame.startsWith("ERROR")) {
                                code = frame.replaceAll("(?s).*\ncode:([a-z-]+)\n.*", "$1");
                            } else if (frame.startsWith("MESSAGE")) {
                                bodies.add(SockJsTestClient.body(frame));
                            }
                        }
                    }
                    case 'c' -> {
                        int close = Integer.parseInt(line.replaceAll("c\\[(\\d+),.*", "$1"));
                        return new Farewell(room, bodies, code, close);
                    }
                    // Its response was long enough: so there is another one.
                    case '<' -> stream = client.stream("xhr_streaming");
                    default -> assertThat(line).matches("o|h+");
                }
            }
        };
    }
}
