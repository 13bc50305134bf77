package io.hubbub.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.client.Time;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.http.RawRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;

/**
 * Frames that are begun and never finished, and bytes that are never read, take no more memory than
 * there is for them. No single address takes all of it. The test moves the clock.
 */
@WireTest
@Import(HeldTest.MovableTime.class)
@TestPropertySource(
        properties = {
            "server.forward-headers-strategy=native",
            "hubbub.limits.held-size=2MB",
            "hubbub.limits.held-size-per-address=1MB",
            "hubbub.limits.bytes-per-second=0",
            "hubbub.limits.close-time=1s",
            // Far longer than a test reads: whatever ends before that was cut off.
            "hubbub.http.patience=10m"
        })
class HeldTest {

    private static final long PER_ADDRESS = 1 << 20;
    private static final String ATTACKER = "198.51.100.1";
    private static final Duration STEP = Duration.ofMillis(200);
    private static final Pattern ID = Pattern.compile("client:([a-z0-9]+)");
    private static final AtomicLong AHEAD = new AtomicLong();

    @TestConfiguration(proxyBeanMethods = false)
    static class MovableTime {
        @Bean
        @Primary
        Time movableTime() {
            Time system = Time.system();
            return new Time(() -> system.nanos().getAsLong() + AHEAD.get(), system.epochMillis());
        }
    }

    @Autowired private Lanes lanes;
    @Autowired private Clients clients;
    @Autowired private MeterRegistry meters;

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }

    private double departed(String reason) {
        return meters.get("hubbub.clients.departed")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }

    private static WireClient open(WireClients wire, String address, String path) {
        WireClient client = wire.open(path, "X-Forwarded-For: " + address);
        assertThat(client.status()).isEqualTo(101);
        return client;
    }

    private static WireClient connect(WireClients wire, String address) {
        return open(wire, address, "/ws").connect("1.2", "0,0");
    }

    /** A guest over SockJS that leaves 50 KB of a frame unfinished. */
    private static WireClient hang(WireClients wire, String address, int number) {
        WireClient client = open(wire, address, "/sockjs/000/s" + number + "/websocket");
        String head = "[\"CONNECT\\n\\n\\u0000SEND\\ndestination:/topic/main/a\\n\\n";
        client.sendFrame(false, WireClient.TEXT, (head + "x".repeat(50_000)).getBytes(UTF_8));
        return client;
    }

    private static void sayAndHear(WireClient client, String body) {
        client.send("SEND\ndestination:/topic/main/held\nreceipt:r\n\n" + body + "\0");
        assertThat(client.nextMessage().bodyText()).isEqualTo(body);
        client.expectReceipt("r");
    }

    private static void join(WireClient client) {
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/held\nreceipt:in\n\n\0");
        client.expectReceipt("in");
    }

    @Test
    void manyWhoLeaveAFrameUnfinishedGiveWayTheOldestFirstAndNobodyElseNotices(WireClients wire) {
        WireClient neighbour = connect(wire, ATTACKER);
        join(neighbour);
        double before = departed("held-full");
        List<WireClient> hanging = new ArrayList<>();

        for (int i = 0; i < 60; i++) {
            hanging.add(hang(wire, ATTACKER, i));
            assertThat(gauge("hubbub.held.address")).isLessThanOrEqualTo(PER_ADDRESS);
            // A whole frame passes, even from the address that holds all it may.
            sayAndHear(neighbour, "message " + i);
        }

        await().untilAsserted(() -> assertThat(departed("held-full")).isGreaterThan(before + 20));
        assertThat(gauge("hubbub.held")).isGreaterThan(PER_ADDRESS / 2.0);
        // Another address has its own share, so a long frame passes in any number of pieces.
        WireClient stranger = connect(wire, "192.0.2.7");
        join(stranger);
        String body = "y".repeat(60_000);
        byte[] frame =
                WireClient.encode(
                        true,
                        WireClient.TEXT,
                        ("SEND\ndestination:/topic/main/held\n\n" + body + '\0').getBytes(UTF_8));
        stranger.sendRaw(Arrays.copyOf(frame, 40_000));
        await().untilAsserted(() ->
                assertThat(gauge("hubbub.held")).isGreaterThan(gauge("hubbub.held.address")));
        stranger.sendRaw(Arrays.copyOfRange(frame, 40_000, frame.length));
        assertThat(stranger.nextMessage().bodyText()).isEqualTo(body);
        assertThat(neighbour.nextMessage().bodyText()).isEqualTo(body);

        WireClient first = hanging.getFirst();
        assertThat(text(first)).isEqualTo("o");
        assertThat(text(first)).startsWith("a[\"CONNECTED");
        assertThat(text(first)).startsWith("a[\"ERROR").contains("code:address-held-full");
        assertThat(text(first)).isEqualTo("c[4013,\"address-held-full\"]");
        first.expectClose(4013);
    }

    private static String text(WireClient client) {
        return new String(client.nextData().payload(), UTF_8);
    }

    /** The same over HTTP, where a string is held until it is whole. */
    @Test
    void stringsOfXhrSendThatDoNotEndAreOnTheirClientsAccount(WireClients wire) throws Exception {
        double before = gauge("hubbub.held");
        List<RawRequest> hanging = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            double held = gauge("hubbub.held");
            int bytes = i < 2 ? 100_000 : 30_000;
            assertThat(post(wire, "x" + i + "/xhr", "").readAll()).endsWith("\no\n");
            hanging.add(post(wire, "x" + i + "/xhr_send", "[\"" + "x".repeat(bytes)));
            if (i < 2) {
                await().untilAsserted(
                                () -> assertThat(gauge("hubbub.held")).isGreaterThan(held + bytes));
            }
        }

        // Together they come near the bound for one address, so the first gives way.
        assertThat(post(wire, "x0/xhr", "").readAll())
                .contains("a[\"ERROR\\n")
                .contains("\\ncode:address-held-full\\n");
        assertThat(post(wire, "x0/xhr", "").readAll()).contains("c[4013,\"address-held-full\"]");
        // Its account is closed, so nothing may be held for it any more.
        assertThat(hanging.getFirst().status()).isZero();
        assertThat(gauge("hubbub.held.address")).isLessThanOrEqualTo(PER_ADDRESS);
        assertThat(hanging.getLast().write("\\n\"]").status()).isEqualTo(204);
        // A client that hangs up holds nothing any more.
        hanging.forEach(RawRequest::close);
        await().untilAsserted(() -> assertThat(gauge("hubbub.held")).isLessThanOrEqualTo(before));
    }

    @Test
    void aRequestThatHangsIsCutOffWhenItsClientIsGone(WireClients wire) {
        assertThat(post(wire, "gone/xhr", "").readAll()).endsWith("\no\n");
        double held = gauge("hubbub.held");
        RawRequest hanging = post(wire, "gone/xhr_send", "[\"" + "x".repeat(50_000));
        await().untilAsserted(() -> assertThat(gauge("hubbub.held")).isGreaterThan(held + 50_000));

        // It polls no more.
        pass(Duration.ofSeconds(6));

        assertThat(hanging.status()).isZero();
    }

    /** The client reads the end of its session before its request has come whole. */
    @Test
    void aRequestWithADisconnectIsAnsweredWhateverElseEnds(WireClients wire) {
        RawRequest stream = post(wire, "bye/xhr_streaming", "");
        assertThat(stream.status()).isEqualTo(200);
        RawRequest sending =
                post(wire, "bye/xhr_send", "[\"CONNECT\\n\\n\\u0000DISCONNECT\\n\\n\\u0000\"");
        assertThat(stream.readAll()).contains("c[1000,\"\"]");

        assertThat(sending.write("   ]").status()).isEqualTo(204);
    }

    /** A request of the attacker. If it has a body, the last four bytes are yet to come. */
    private static RawRequest post(WireClients wire, String path, String body) {
        return new RawRequest(wire.port())
                .write(
                        """
                        POST /sockjs/000/%s HTTP/1.1
                        Host: localhost
                        X-Forwarded-For: %s
                        Connection: close
                        Content-Length: %d

                        %s\
                        """
                                .formatted(
                                        path,
                                        ATTACKER,
                                        body.isEmpty() ? 0 : body.length() + 4,
                                        body));
    }

    @Test
    void longNamesOfSubscriptionsAreAccountedForToo(WireClients wire) {
        List<WireClient> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(connect(wire, ATTACKER));
        }
        int subscribed = 0;
        WireClient refused = null;
        while (refused == null) {
            WireClient client = all.get(subscribed / 120);
            String id = subscribed++ + "-".repeat(900);
            client.send("SUBSCRIBE\nid:" + id + "\ndestination:/topic/main/a\nreceipt:s\n\n\0");
            var answer = client.next();
            refused = answer.command().equals("ERROR") ? client : null;
            if (refused != null) {
                assertThat(answer.header("code")).isEqualTo("address-held-full");
            }
        }
        assertThat(gauge("hubbub.held.address")).isLessThanOrEqualTo(PER_ADDRESS);
        assertThat(subscribed).isBetween(700, 1_000);
        refused.expectClose(4013);
        // One of the others makes room by unsubscribing.
        all.getFirst().send("UNSUBSCRIBE\nid:0" + "-".repeat(900) + "\n\n\0");
    }

    /** Only the end of what was begun stops the clock; single bytes now and then do not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A frame in messages that are whole.
                "/ws                         | true  | SEND | .",
                // A message that is not, with nothing in it but heart-beats.
                "/ws                         | false | '\n' | '\n'",
                // An array whose frames are whole.
                "/sockjs/000/slow/websocket  | false | [    | '\"\\n\",'",
                // A frame in arrays that are.
                "/sockjs/000/slow/websocket  | true  | [\"SEND\"] | [\".\"]",
            })
    void whatIsBegunAndNotFinishedInTimeEndsTheConnection(
            String path, boolean whole, String begin, String more, WireClients wire) {
        WireClient client = open(wire, ATTACKER, path);
        String connect = "CONNECT\naccept-version:1.2\n\n";
        if (path.equals("/ws")) {
            client.send(connect + '\0');
        } else {
            assertThat(text(client)).isEqualTo("o");
            client.send("[\"" + connect.replace("\n", "\\n") + "\\u0000\"]");
        }
        String id = id(text(client));
        client.sendFrame(whole, WireClient.TEXT, begin.getBytes(UTF_8));
        double before = departed("frame-timeout");
        for (int seconds = 0; seconds < 27; seconds += 3) {
            pass(Duration.ofSeconds(3));
            client.sendFrame(
                    whole, whole ? WireClient.TEXT : WireClient.CONTINUATION, more.getBytes(UTF_8));
            assertThat(departed("frame-timeout")).as("after %d s", seconds).isEqualTo(before);
        }
        passUntilItEnds(id);
        assertThat(text(client)).contains("code:frame-timeout");
        if (!path.equals("/ws")) {
            assertThat(text(client)).isEqualTo("c[4014,\"frame-timeout\"]");
        }
        client.expectClose(4014);
        await().untilAsserted(() -> assertThat(departed("frame-timeout")).isEqualTo(before + 1));
    }

    /** Lets time pass, in steps too short for a lane to think that it was stopped. */
    private void pass(Duration duration) {
        for (long left = duration.toNanos(); left > 0; left -= STEP.toNanos()) {
            settle();
            AHEAD.addAndGet(Math.min(left, STEP.toNanos()));
        }
        settle();
    }

    /**
     * The lane suspects a client before it ends it. A lane that a slow machine made late begins
     * again to count, so this takes as many steps as it needs, and none after the end: the client
     * is then to read its last frames within its close time.
     */
    private void passUntilItEnds(String id) {
        Client client = clients.find(id);
        for (int steps = 0; client != null && !client.isEnding(); steps++) {
            assertThat(steps).as("steps of %s without an end", STEP).isLessThan(500);
            pass(STEP);
        }
    }

    /** The id that CONNECTED tells, in a message of its own or in SockJS's array. */
    private static String id(String connected) {
        Matcher id = ID.matcher(connected);
        assertThat(id.find()).as(connected).isTrue();
        return id.group(1);
    }

    private void settle() {
        for (Lane lane : lanes.all()) {
            CompletableFuture<Boolean> settled = new CompletableFuture<>();
            lane.execute(_ -> settled.complete(true));
            settled.join();
        }
    }
}
