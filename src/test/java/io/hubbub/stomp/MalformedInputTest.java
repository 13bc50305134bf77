package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.client.Clients;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.room.Rooms;
import io.hubbub.stomp.frame.Malformed;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Whatever a client sends, it gets a frame of STOMP or a close, and the server keeps nothing of it.
 */
@WireTest
class MalformedInputTest {

    private static final int INPUTS = 10_000;
    private static final int THREADS = 4;

    /** What no client may read: it would tell what is inside. */
    private static final List<String> INSIDE =
            List.of(
                    "io.hubbub",
                    "java.",
                    "jakarta.",
                    "org.springframework",
                    "org.eclipse",
                    "tools.jackson",
                    "Exception",
                    "swordfish",
                    "\tat ");

    @Autowired private Clients clients;
    @Autowired private Rooms rooms;

    @Test
    @Timeout(300)
    void tenThousandMalformedInputsEndInAnAnswerOrACloseAndLeaveNothing(WireClients wire)
            throws Exception {
        long seed = 77_001L;
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            long own = seed + t;
            tasks.add(() -> {
                Random random = new Random(own);
                WireClient client = null;
                int connections = 0;
                for (int i = 0; i < INPUTS / THREADS; i++) {
                    String as = "seed " + own + ", input " + i;
                    if (client == null) {
                        connections++;
                        client = wire.open();
                        client.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
                    }
                    byte[] input = Malformed.next(random);
                    try {
                        if (!survives(client, input, random, as)) {
                            client.close();
                            client = null;
                        }
                    } catch (AssertionError | RuntimeException e) {
                        throw new AssertionError(as + ": " + new String(input, ISO_8859_1), e);
                    }
                }
                return connections;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> future : threads.invokeAll(tasks)) {
                assertThat(future.get()).as("connections").isPositive();
            }
        }
        wire.close();
        assertThat(clients.count()).isZero();
        assertThat(rooms.count()).isZero();
    }

    /** Sends the input; whether the connection is as good as before. */
    private static boolean survives(WireClient client, byte[] input, Random random, String fence) {
        try {
            for (int at = 0; at < input.length; ) {
                int end = Math.min(input.length, at + 1 + random.nextInt(input.length));
                client.sendBinary(Arrays.copyOfRange(input, at, end));
                at = end;
            }
            // Ends whatever the input may have begun, be it a head or a body, and asks for a sign.
            client.send("\n\n\0\n", "SEND\ndestination:/topic/main/f\nreceipt:" + fence + "\n\n\0");
        } catch (UncheckedIOException e) {
            // It was closed while we wrote.
            return false;
        }
        while (true) {
            WireClient.WsFrame frame = client.nextWsFrame();
            if (frame == null) {
                return false;
            }
            String text = new String(frame.payload(), ISO_8859_1);
            assertThat(INSIDE).as(text).noneMatch(text::contains);
            if (frame.opcode() == WireClient.CLOSE) {
                return false;
            }
            assertThat(frame.opcode()).isIn(WireClient.TEXT, WireClient.BINARY);
            if (text.startsWith("RECEIPT\n") && text.contains("receipt-id:" + fence + "\n")) {
                return true;
            }
        }
    }

    @Test
    @Timeout(120)
    void malformedWebSocketFramesEndInACloseAndLeaveNothing(WireClients wire) {
        long seed = 99L;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            WireClient client = wire.connect();
            byte[] noise = new byte[1 + random.nextInt(64)];
            random.nextBytes(noise);
            // No frame of this is longer than what follows, so that nothing is waited for.
            noise[noise.length > 1 ? 1 : 0] &= (byte) 0x8F;
            try {
                client.sendRaw(noise);
                client.sendRaw(new byte[200]);
                readToTheEnd(client, "seed " + seed + ", input " + i);
            } catch (UncheckedIOException e) {
                // It was closed while we wrote.
            }
            client.close();
        }
        wire.close();
        assertThat(clients.count()).isZero();
    }

    private static void readToTheEnd(WireClient client, String as) {
        for (WireClient.WsFrame frame = client.nextWsFrame();
                frame != null && frame.opcode() != WireClient.CLOSE;
                frame = client.nextWsFrame()) {
            String text = new String(frame.payload(), ISO_8859_1);
            assertThat(INSIDE).as(as + ": " + text).noneMatch(text::contains);
        }
    }

    @Test
    void whoDropsInTheMiddleOfAFrameLeavesNothing(WireClients wire) {
        for (int i = 0; i < 50; i++) {
            WireClient client = wire.connect();
            client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\n\n\0SEND\ndestination:/to");
            client.sendRaw(new byte[] {(byte) 0x81});
            client.close();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> clients.count() == 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> rooms.count() == 0);
    }

    @Test
    void anUnmaskedFrameIsAProtocolErrorToldInPlainWords(WireClients wire) {
        WireClient client = wire.connect();
        client.sendRaw(new byte[] {(byte) 0x81, 1, '\n'});
        WireClient.WsFrame frame = client.nextData();
        if (frame.opcode() != WireClient.CLOSE) {
            frame = client.nextData();
        }
        assertThat(frame.opcode()).isEqualTo(WireClient.CLOSE);
        assertThat(INSIDE).as(frame.closeReason()).noneMatch(frame.closeReason()::contains);
    }
}
