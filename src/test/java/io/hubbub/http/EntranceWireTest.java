package io.hubbub.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.WireClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests that do not end, connections that bring no request, and answers that nobody reads. */
@EntranceTest
class EntranceWireTest {

    private static final int REQUESTS_PER_ADDRESS = 20;
    private static final int CONNECTIONS_PER_ADDRESS = 30;

    private static final String UNFINISHED =
            """
            POST /login HTTP/1.1
            Host: localhost
            Origin: http://localhost
            Content-Type: application/x-www-form-urlencoded
            Content-Length: 1000

            name=alice&pass\
            """;

    private static final String LIVENESS =
            "GET /actuator/health/liveness HTTP/1.1\nHost: localhost\nConnection: close\n\n";

    @LocalServerPort private int port;
    @Autowired private MeterRegistry meters;

    private final List<RawRequest> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(RawRequest::close);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    assertThat(meters.get("hubbub.http.requests").gauge().value()).isZero();
                    assertThat(meters.get("hubbub.http.connections").gauge().value()).isZero();
                });
    }

    private RawRequest open(String address) {
        RawRequest request = new RawRequest(port, address);
        opened.add(request);
        return request;
    }

    private void awaitUnderWay(int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> meters.get("hubbub.http.requests").gauge().value() >= count);
    }

    /** Connects one after the other. Two selectors would accept connections in any order. */
    private void awaitWaiting(int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> meters.get("hubbub.http.connections").gauge().value() == count);
    }

    private double dropped(String reason) {
        return meters.get("hubbub.http.dropped").tag("reason", reason).functionCounter().count();
    }

    @Test
    void unfinishedRequestsFillTheirAddresssPlacesAndNobodyElses() {
        for (int i = 0; i < REQUESTS_PER_ADDRESS; i++) {
            open("127.0.0.2").write(UNFINISHED);
        }
        awaitUnderWay(REQUESTS_PER_ADDRESS);
        try (WireClient other = WireClient.open(port, "/ws")) {
            other.connect("1.2", "0,0");
            other.send("SUBSCRIBE\nid:0\ndestination:/topic/a\nreceipt:1\n\n\0").expectReceipt("1");
            assertThat(open("127.0.0.2").write(LIVENESS).status()).isEqualTo(200);
            assertThat(open("127.0.0.1").write(LIVENESS).status()).isEqualTo(200);
            String login = "GET /login HTTP/1.1\nHost: localhost\nConnection: close\n\n";
            assertThat(open("127.0.0.1").write(login).status()).isEqualTo(200);
        }
    }

    @Test
    void whatComesTooManyIsRefusedBeforeItsBodyIsRead() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS_PER_ADDRESS + 1; i++) {
            open("127.0.0.2").write(UNFINISHED);
        }
        // Of those that came at the same moment, at least one is too many.
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        meters.get("hubbub.http.refused")
                                                .tag("bound", "address")
                                                .functionCounter()
                                                .count()
                                        > 0
                                || dropped("gave-way") > 0);
        opened.forEach(request -> answers.add(request.status()));
        assertThat(answers).doesNotContain(200, 302, 303);
    }

    /** A few bytes now and then once kept a request alive for ever. */
    @Test
    void aBodyThatTricklesIsGivenUp() {
        double before = dropped("body");
        RawRequest request = open("127.0.0.2").write(UNFINISHED);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    trickle(request);
                    return dropped("body") > before;
                });
        assertThat(request.status()).isIn(0, 400, 408);
    }

    private static void trickle(RawRequest request) {
        try {
            request.write("x");
        } catch (UncheckedIOException e) {
            // It was cut off between two checks.
        }
    }

    @Test
    void headersThatTrickleAreGivenUp() {
        double before = dropped("headers");
        RawRequest request = open("127.0.0.2").write("GET / HTTP/1.1\nHost: localhost\nX-A");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    trickle(request);
                    return dropped("headers") > before;
                });
        assertThat(request.readAll()).isEmpty();
    }

    @Test
    void aConnectionIsKeptBetweenTwoRequestsAndTheSecondsHeadersMayNotTrickleEither() {
        String request = "GET /actuator/health HTTP/1.1\nHost: localhost\n\n";
        RawRequest connection = open("127.0.0.2").write(request);
        assertThat(connection.status()).isEqualTo(200);
        double before = dropped("headers");
        connection.write("GET / HT");
        await().atMost(Duration.ofSeconds(60)).until(() -> dropped("headers") > before);
        assertThat(connection.readAll()).doesNotContain("HTTP/1.1");
    }

    @Test
    void ofConnectionsThatBringNoRequestTheOldestGo() {
        for (int i = 0; i < CONNECTIONS_PER_ADDRESS + 10; i++) {
            open("127.0.0.3");
            if (i <= 10) {
                awaitWaiting(i + 1);
            }
        }
        for (int i = 0; i < 10; i++) {
            assertThat(opened.get(i).readAll()).isEmpty();
        }
        assertThat(opened.getLast().write(LIVENESS).status()).isEqualTo(200);
        assertThat(opened.get(10).write(LIVENESS).status()).isEqualTo(200);
    }

    @Test
    void whatBecameAWebSocketIsNoSuchConnection() {
        List<WireClient> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS_PER_ADDRESS + 10; i++) {
                WireClient socket = WireClient.open(port, "/ws");
                assertThat(socket.status()).isEqualTo(101);
                sockets.add(socket);
            }
            await().until(() -> meters.get("hubbub.http.connections").gauge().value() == 0);
            sockets.forEach(socket -> socket.connect("1.2", "0,0"));
        } finally {
            sockets.forEach(WireClient::close);
        }
    }

    @Test
    void aFormIsShort() {
        String start =
                """
                POST /login HTTP/1.1
                Host: localhost
                Origin: http://localhost
                Connection: close
                Content-Type: application/x-www-form-urlencoded
                """;
        RawRequest announced = open("127.0.0.2").write(start + "Content-Length: 16385\n\n");
        assertThat(announced.status()).isEqualTo(413);
        RawRequest chunked = open("127.0.0.2").write(start + "Transfer-Encoding: chunked\n\n");
        chunked.write("4002\nname=" + "x".repeat(0x4002 - 5) + "\n0\n\n");
        assertThat(chunked.status()).isIn(400, 413);
    }

    @Test
    void anAnswerThatNobodyReadsIsGivenUp() {
        try (WireClient publisher = WireClient.open(port, "/ws")) {
            publisher.connect("1.2", "0,0");
            publisher.send("SUBSCRIBE\nid:0\ndestination:/topic/chat/long\nreceipt:in\n\n\0");
            publisher.expectReceipt("in");
            String body = "x".repeat(60_000);
            for (int i = 0; i < 20; i++) {
                publisher.send(
                        "SEND\ndestination:/topic/chat/long\necho:false\nreceipt:s\n\n"
                                + body
                                + "\0");
                publisher.expectReceipt("s");
            }
        }
        double before = dropped("answer");
        String ask =
                """
                GET /api/namespaces/chat/rooms/long/messages?last=1000 HTTP/1.1
                Host: localhost

                """;
        // Sockets hold some megabytes before anybody must wait.
        open("127.0.0.2").write(ask.repeat(12));
        await().atMost(Duration.ofSeconds(60)).until(() -> dropped("answer") > before);
    }
}
