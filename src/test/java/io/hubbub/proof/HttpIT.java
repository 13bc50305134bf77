package io.hubbub.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.http.RawRequest;
import io.hubbub.kill.Child;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests that do not end, wrong and right passwords, and readers that do not read.
 * Clients that were there before go on publishing, and the liveness check answers.
 */
@Tag("proof")
@Timeout(300)
@EnabledOnOs(OS.LINUX) // Elsewhere 127.0.0.2 is nobody's address.
class HttpIT {

    private static final Duration ATTACK = Duration.ofSeconds(12);

    private static final String LOGIN = "CONNECT\naccept-version:1.2\nlogin:%s\npasscode:%s\n\n\0";

    @TempDir private static Path directory;

    private static Child server;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @BeforeAll
    static void start() {
        server =
                new Child(
                        directory,
                        "--hubbub.limits.messages-per-second=1000",
                        "--hubbub.limits.bytes-per-second=1MB",
                        "--logging.level.org.springframework.beans.factory=info",
                        "--hubbub.security.users.alice.password=wonderland",
                        "--hubbub.limits.outbox-size=4MB");
        server.start();
        await().atMost(Duration.ofMinutes(2)).until(server::isUp);
        // A history of a megabyte, at the rate that one client has.
        try (WireClient writer = WireClient.open(server.port(), "/ws")) {
            writer.connect("1.2", "0,0");
            writer.send("SUBSCRIBE\nid:0\ndestination:/topic/chat/long\nreceipt:in\n\n\0");
            writer.expectReceipt("in");
            String send = "SEND\ndestination:/topic/chat/long\necho:false\nreceipt:s\n\n";
            for (int i = 0; i < 20; i++) {
                writer.send(send + "x".repeat(50_000) + "\0").expectReceipt("s");
                await().pollDelay(Duration.ofMillis(60)).until(() -> true);
            }
        }
        try (Honest warm = new Honest(server.port())) {
            warm.publish(Duration.ofSeconds(3));
        }
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private void attackIsOver(String attack, Honest measured) throws Exception {
        over.set(true);
        measured.report(attack);
        for (AutoCloseable socket : opened) {
            socket.close();
        }
        threads.close();
        measured.close();
    }

    private Honest witness() {
        return new Honest(server.port());
    }

    private RawRequest open(int i) {
        RawRequest request = new RawRequest(server.port(), "127.0.0." + (2 + i % 4));
        opened.add(request);
        return request;
    }

    @Test
    void requestsThatDoNotEnd() throws Exception {
        Honest witness = witness();
        String unfinished =
                """
                POST /login HTTP/1.1
                Host: localhost
                Origin: http://localhost
                Content-Type: application/x-www-form-urlencoded
                Content-Length: 10000

                name=\
                """;
        List<RawRequest> requests = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            requests.add(open(i).write(unfinished));
        }
        Future<?> trickling =
                threads.submit(() -> {
                    while (!over.get()) {
                        for (RawRequest request : requests) {
                            quietly(() -> request.write("x"));
                        }
                        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
                    }
                });
        witness.publish(ATTACK);
        try (WireClient other = WireClient.open(server.port(), "/ws")) {
            other.connect("1.2", "0,0");
        }
        attackIsOver("2,000 unfinished requests", witness);
        trickling.get();
    }

    @Test
    void connectionsThatBringNone() throws Exception {
        Honest witness = witness();
        for (int i = 0; i < 3_000; i++) {
            open(i).write("GET / HTTP/1.1\nHost: local");
        }
        witness.publish(Duration.ofSeconds(5));
        attackIsOver("3,000 connections that bring no request", witness);
    }

    @Test
    void wrongPasswords() throws Exception {
        Honest witness = witness();
        for (int i = 0; i < 300; i++) {
            WireClient client = connect("127.0.0." + (10 + i % 20));
            client.send(LOGIN.formatted("nobody" + i, "wrong"));
        }
        witness.publish(ATTACK);
        attackIsOver("300 wrong passwords", witness);
    }

    @Test
    void rightPasswordsOfOneUser() throws Exception {
        Honest witness = witness();
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < 90; i++) {
            threads.execute(() -> {
                while (!over.get()) {
                    quietly(() -> {
                        try (WireClient client =
                                WireClient.open(new From("127.0.0.40"), server.port(), "/ws")) {
                            client.send(LOGIN.formatted("admin", "x"));
                            answered.incrementAndGet();
                            client.next();
                        }
                    });
                }
            });
        }
        await().until(() -> answered.get() > 90);
        for (int i = 0; i < 5; i++) {
            try (WireClient other = WireClient.open(server.port(), "/ws")) {
                Stomp answer = other.send(LOGIN.formatted("alice", "wonderland")).next();
                assertThat(answer.command()).isEqualTo("CONNECTED");
            }
        }
        witness.publish(ATTACK);
        attackIsOver("90 threads that log in as one user", witness);
    }

    private WireClient connect(String address) {
        WireClient client = WireClient.open(new From(address), server.port(), "/ws");
        opened.add(client);
        return client;
    }

    @Test
    void readersWhoDoNotRead() throws Exception {
        Honest witness = witness();
        String ask =
                "GET /api/namespaces/chat/rooms/long/messages?last=1000 HTTP/1.1\nHost: localhost\n\n";
        for (int i = 0; i < 400; i++) {
            open(i).write(ask.repeat(8));
        }
        witness.publish(ATTACK);
        attackIsOver("400 readers who do not read", witness);
    }

    @Test
    void readersWhoReadAsFastAsTheyCan() throws Exception {
        Honest witness = witness();
        AtomicInteger refused = new AtomicInteger();
        String ask =
                """
                GET /api/namespaces/chat/rooms/long/messages?last=1000 HTTP/1.1
                Host: localhost
                Connection: close

                """;
        for (int i = 0; i < 16; i++) {
            String address = "127.0.0." + (50 + i % 4);
            threads.execute(() -> {
                while (!over.get()) {
                    quietly(() -> {
                        try (RawRequest request = new RawRequest(server.port(), address)) {
                            if (request.write(ask).readAll().startsWith("HTTP/1.1 429")) {
                                refused.incrementAndGet();
                            }
                        }
                    });
                }
            });
        }
        witness.publish(ATTACK);
        assertThat(refused).hasPositiveValue();
        attackIsOver("16 readers as fast as they can", witness);
    }

    /** What the server does with an attacker's connection is its own affair. */
    private static void quietly(Runnable attack) {
        try {
            attack.run();
        } catch (UncheckedIOException | AssertionError e) {
            // Cut off.
        }
    }
}
