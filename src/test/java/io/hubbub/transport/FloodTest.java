package io.hubbub.transport;

import static io.hubbub.transport.SockJsTestClient.ask;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.HubbubApplication;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClient.WsFrame;
import io.hubbub.contract.WireClients;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Clients that send more than they may. With these limits a client may send 50 frames and 48 KB at
 * once, which is the longest frame with everything escaped. Five seconds' worth more is a flood.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.lanes=2",
            "hubbub.security.admin-password=x",
            "hubbub.limits.frame-size=8KB",
            "hubbub.limits.inbox-size=64KB",
            "hubbub.limits.messages-per-second=50",
            "hubbub.limits.bytes-per-second=8KB"
        })
@ExtendWith(WireClients.Extension.class)
@Timeout(60)
class FloodTest {

    private static final int BURST = 50;
    private static final int FLOOD_FRAMES = 6 * BURST;
    private static final int FLOOD_BYTES = (6 + 5) * 8 * 1024;

    @Autowired private MeterRegistry meters;
    @Autowired private Lanes lanes;

    private static String send(String room, String body, String receipt) {
        String asked = receipt.isEmpty() ? "" : "receipt:" + receipt + "\n";
        return "SEND\ndestination:/topic/main/" + room + '\n' + asked + '\n' + body + '\0';
    }

    /** Sends at full speed, without end, until the connection is closed. */
    private static void flood(WireClient client, String room) {
        Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    client.send(send(room, "flood " + i, "r" + i));
                }
            } catch (UncheckedIOException e) {
                // Closed, as it should be.
            }
        });
    }

    @Test
    void oneAtFullSpeedIsRefusedThenClosedAndNobodyElseNotices(WireClients wire) {
        double refusedBefore = refused("too-many-messages");
        double departedBefore = departed("flooding");
        WireClient member = wire.join("/topic/main/flooded");
        WireClient calm = wire.connect();
        WireClient flooder = wire.connectListening();
        AtomicBoolean over = new AtomicBoolean();
        LongestInbox inboxes = new LongestInbox(over);

        flood(flooder, "flooded");
        for (int i = 0; i < 40; i++) {
            calm.send(send("flooded", "calm " + i, "c" + i));
            calm.expectReceipt("c" + i);
        }
        List<String> done = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Stomp last = flooder.next();
        while (!last.command().equals("ERROR")) {
            switch (last.command()) {
                case "RECEIPT" -> done.add(last.header("receipt-id").substring(1));
                default -> {
                    assertThat(last.bodyText()).contains("\"code\":\"too-many-messages\"");
                    refused.add(last.bodyText().replaceAll(".*\"receipt\":\"r(\\d+)\".*", "$1"));
                }
            }
            last = flooder.next();
        }
        over.set(true);

        assertThat(last.header("code")).isEqualTo("too-many-messages");
        flooder.expectClose(4006);
        assertThat(done)
                .hasSizeGreaterThanOrEqualTo(BURST - 1)
                .doesNotContainAnyElementsOf(refused);
        assertThat(refused).hasSizeGreaterThan(BURST);

        List<String> got = new ArrayList<>();
        IntStream.range(0, 40 + done.size()).forEach(_ -> got.add(member.nextMessage().bodyText()));
        assertThat(got)
                .filteredOn(body -> body.startsWith("calm"))
                .containsExactlyElementsOf(
                        IntStream.range(0, 40).mapToObj(i -> "calm " + i).toList());
        assertThat(got)
                .filteredOn(body -> body.startsWith("flood"))
                .containsExactlyElementsOf(done.stream().map(i -> "flood " + i).toList());
        member.expectNothing();

        assertThat(inboxes.bytes).isLessThan(128 * 1024);
        assertThat(refused("too-many-messages")).isEqualTo(refusedBefore + refused.size() + 1);
        await().untilAsserted(() -> assertThat(departed("flooding")).isEqualTo(departedBefore + 1));
    }

    @Test
    void oneThatListensToNoErrorsIsClosedAtTheFirstRefusal(WireClients wire) {
        double before = refused("too-many-messages");
        WireClient client = wire.connect();
        IntStream.range(0, BURST + 20).forEach(i -> client.send(send("x", "", "r" + i)));

        Stomp last = client.next();
        while (last.command().equals("RECEIPT")) {
            last = client.next();
        }
        assertThat(last.header("code")).isEqualTo("too-many-messages");
        client.expectClose(4006);
        assertThat(refused("too-many-messages")).isEqualTo(before + 1);
    }

    @Test
    void oneThatSlowsDownIsServedAgain(WireClients wire) {
        WireClient client = wire.connectListening();
        int frames = BURST + 10;
        IntStream.range(0, frames).forEach(i -> client.send(send("x", "", "r" + i)));
        List<Stomp> answers = IntStream.range(0, frames).mapToObj(_ -> client.next()).toList();
        assertThat(answers).extracting(Stomp::command).contains("RECEIPT", "MESSAGE");

        await().untilAsserted(() -> {
            client.send(send("x", "", "again"));
            assertThat(client.next().command()).isEqualTo("RECEIPT");
        });
    }

    @Test
    void oneThatIsTooFastMayStillSayGoodbye(WireClients wire) {
        WireClient client = wire.connectListening();
        IntStream.range(0, BURST + 10).forEach(i -> client.send(send("x", "", "r" + i)));
        client.send("DISCONNECT\nreceipt:bye\n\n\0");

        Stomp last = client.next();
        while (!"bye".equals(last.header("receipt-id"))) {
            last = client.next();
        }
        client.expectClose(1000);
    }

    @Test
    void tooManyBytesAreRefusedThenTheEnd(WireClients wire) {
        double before = refused("too-many-bytes");
        WireClient client = wire.connectListening();
        String body = "x".repeat(8_000);
        Thread.startVirtualThread(() -> {
            try {
                IntStream.range(0, 200).forEach(i -> client.send(send("x", body, "r" + i)));
            } catch (UncheckedIOException e) {
                // Closed, as it should be.
            }
        });

        List<String> answers = new ArrayList<>();
        Stomp last = client.next();
        while (!last.command().equals("ERROR")) {
            answers.add(last.command().equals("RECEIPT") ? "done" : last.bodyText());
            last = client.next();
        }

        assertThat(answers.getFirst()).isEqualTo("done");
        assertThat(answers).anyMatch(answer -> answer.contains("too-many-bytes"));
        assertThat(last.header("code")).isEqualTo("too-many-bytes");
        client.expectClose(4007);
        assertThat(refused("too-many-bytes")).isGreaterThan(before + 1);
    }

    // ---------------------------------------------------------------- what is no frame

    private static byte[] repeated(byte[] frame, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        IntStream.range(0, count).forEach(_ -> all.writeBytes(frame));
        return all.toByteArray();
    }

    private static byte[] wsFrame(boolean fin, int opcode, String payload) {
        return WireClient.encode(fin, opcode, payload.getBytes(US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void heartBeatsCostBytes(boolean connected, WireClients wire) {
        double before = departed("flooding");
        WireClient client = connected ? wire.connect() : wire.open();
        byte[] beats = wsFrame(true, WireClient.TEXT, "\n".repeat(4_096));
        client.sendRaw(repeated(beats, 2 * FLOOD_BYTES / 4_096));

        client.expectError("too-many-bytes", 4007);
        await().untilAsserted(() -> assertThat(departed("flooding")).isEqualTo(before + 1));
    }

    @Test
    void emptyWebSocketFramesAreNotForFree(WireClients wire) {
        WireClient client = wire.connect();
        client.sendRaw(repeated(wsFrame(true, WireClient.BINARY, ""), 2 * FLOOD_BYTES / 6));

        client.expectError("too-many-bytes", 4007);
    }

    @Test
    void unaskedPongsAreNotForFree(WireClients wire) {
        WireClient client = wire.connect();
        client.sendRaw(repeated(wsFrame(true, WireClient.PONG, ""), 2 * FLOOD_BYTES / 6));

        client.expectError("too-many-bytes", 4007);
    }

    @Test
    void pingsCountAsFramesAndAreNotAnsweredBeyondTheRate(WireClients wire) {
        WireClient client = wire.connect();
        client.sendRaw(repeated(wsFrame(true, WireClient.PING, "p"), 2 * FLOOD_FRAMES));

        int pongs = 0;
        WsFrame frame = client.nextWsFrame();
        while (frame != null && frame.opcode() == WireClient.PONG) {
            pongs++;
            frame = client.nextWsFrame();
        }
        assertThat(pongs).isBetween(BURST, FLOOD_FRAMES);
        assertThat(new String(frame.payload(), UTF_8)).contains("code:too-many-messages");
        client.expectClose(4006);
    }

    @Test
    void aSockJsMessageThatNeverEndsCostsAsItComes(WireClients wire) {
        WireClient client = wire.open("/sockjs/000/flood/websocket");
        client.nextData();
        byte[] part = wsFrame(false, WireClient.CONTINUATION, " ".repeat(4_000));
        client.sendRaw(wsFrame(false, WireClient.TEXT, "["));
        client.sendRaw(repeated(part, 6));
        // Its own bound is 48 KB: so it is begun again and again.
        for (int i = 0; i < 20; i++) {
            client.sendRaw(wsFrame(true, WireClient.CONTINUATION, "\"\"]"));
            client.sendRaw(wsFrame(false, WireClient.TEXT, "["));
            client.sendRaw(repeated(part, 10));
        }

        assertThat(new String(client.nextData().payload(), UTF_8)).contains("code:too-many-bytes");
        assertThat(new String(client.nextData().payload(), UTF_8))
                .isEqualTo("c[4007,\"too-many-bytes\"]");
        client.expectClose(4007);
    }

    // ---------------------------------------------------------------- SockJS over HTTP

    @Test
    void anXhrSendThatHoldsTooManyFramesIsReadNoFurther(WireClients wire) throws Exception {
        SockJsTestClient member = new SockJsTestClient(wire.port()).connectByPolling();
        SockJsTestClient client = new SockJsTestClient(wire.port()).connectByPolling();
        String[] frames =
                IntStream.range(0, 2 * FLOOD_FRAMES)
                        .mapToObj(i -> send("x", "", ""))
                        .toArray(String[]::new);

        client.send(frames);

        assertThat(client.polledMessage()).contains("\ncode:too-many-messages\n");
        assertThat(client.poll()).isEqualTo("c[4006,\"too-many-messages\"]\n");
        member.send("DISCONNECT\n\n\0");
    }

    @Test
    void anXhrSendOfNothingButSpaceIsAFloodOfBytes(WireClients wire) throws Exception {
        SockJsTestClient client = new SockJsTestClient(wire.port()).connectByPolling();

        ask(client.sending("[" + " ".repeat(2 * FLOOD_BYTES) + "]"));

        assertThat(client.polledMessage()).contains("\ncode:too-many-bytes\n");
        assertThat(client.poll()).isEqualTo("c[4007,\"too-many-bytes\"]\n");
    }

    @Test
    void manyEmptyXhrSendsAreAFloodToo(WireClients wire) throws Exception {
        SockJsTestClient client = new SockJsTestClient(wire.port()).connectByPolling();
        byte[] head = client.head("xhr_send", 2, "");
        byte[] request = Arrays.copyOf(head, head.length + 2);
        request[head.length] = '[';
        request[head.length + 1] = ']';
        try (Socket socket = new Socket("localhost", wire.port())) {
            socket.getOutputStream().write(repeated(request, 2_000));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }

        assertThat(client.polledMessage()).contains("\ncode:too-many-bytes\n");
        assertThat(client.poll()).isEqualTo("c[4007,\"too-many-bytes\"]\n");
    }

    /** Samples how much waits for a lane, and keeps the maximum. */
    private final class LongestInbox {

        volatile long bytes;

        LongestInbox(AtomicBoolean over) {
            Thread.startVirtualThread(() -> {
                while (!over.get()) {
                    for (Lane lane : lanes.all()) {
                        bytes = Math.max(bytes, lane.inboxBytes());
                    }
                    Thread.onSpinWait();
                }
            });
        }
    }

    private double refused(String code) {
        return meters.get("hubbub.refusals").tag("code", code).functionCounter().count();
    }

    private double departed(String reason) {
        return meters.get("hubbub.clients.departed")
                .tag("reason", reason)
                .functionCounter()
                .count();
    }
}
