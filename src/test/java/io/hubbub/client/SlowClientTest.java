package io.hubbub.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.broadcast.Broadcast;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/** One client that never reads, and one that reads too late, beside many that do read. */
@SpringBootTest(
        classes = HubbubApplication.class,
        properties = {
            "logging.level.io.hubbub.ClientLog=warn",
            "hubbub.limits.messages-per-second=10000000",
            "hubbub.limits.bytes-per-second=1GB"
        },
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Import(SlowClientTest.Departed.class)
@Timeout(240)
class SlowClientTest {

    private static final int FAST = 1_000;
    private static final String BODY = "x".repeat(4_000);

    /** Messages after which all that read have to have read them: far from filling an outbox. */
    private static final int WINDOW = 50;

    private static final int MOST_WINDOWS = 400;

    @LocalServerPort private int port;
    @Autowired private Broadcast broadcast;
    @Autowired private Clients clients;
    @Autowired private Departed departed;

    @Test
    void aFrozenClientIsClosedAndNobodyElseNotices() throws Exception {
        Phaser windows = new Phaser(1);
        List<Fast> readers = new ArrayList<>();
        try (Peer frozen = new Peer();
                Peer late = new Peer();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < FAST; i++) {
                Fast reader = new Fast(windows);
                readers.add(reader);
                windows.register();
                threads.execute(reader);
            }
            try {
                int sent = 0;
                while (!isClosing(frozen) || !isClosing(late)) {
                    assertThat(sent).isLessThan(MOST_WINDOWS * WINDOW);
                    sent += sendWindow(windows);
                }
                long held = liveHeap();

                late.readsThatItWasTooSlow();
                ClientDisconnected event = departed.of(frozen.id).get(30, TimeUnit.SECONDS);
                assertThat(event.departure()).isEqualTo(Departure.OUTBOX_FULL);
                assertThat(event.rooms()).containsExactly("chat/crowd");
                assertThat(departed.of(late.id).get(30, TimeUnit.SECONDS).departure())
                        .isEqualTo(Departure.OUTBOX_FULL);

                for (int i = 0; i < 10; i++) {
                    sent += sendWindow(windows);
                }
                assertThat(liveHeap())
                        .as("what is held does not grow with what was sent")
                        .isLessThan(held + 4_000_000);
                for (Fast reader : readers) {
                    assertThat(reader.failure).isNull();
                    assertThat(reader.read).isEqualTo(sent);
                }
                assertThat(clients.count()).isEqualTo(FAST);
            } finally {
                windows.forceTermination();
                readers.forEach(Fast::close);
            }
        }
    }

    private int sendWindow(Phaser windows) throws Exception {
        for (int i = 0; i < WINDOW; i++) {
            broadcast.in("chat").to("crowd").send(BODY);
        }
        // Each reader arrives when it has read them all.
        windows.awaitAdvanceInterruptibly(windows.arrive(), 60, TimeUnit.SECONDS);
        return WINDOW;
    }

    private boolean isClosing(Peer peer) throws Exception {
        Client client = clients.find(peer.id);
        if (client == null) {
            return true;
        }
        CompletableFuture<Boolean> closing = new CompletableFuture<>();
        client.lane().execute(_ -> closing.complete(client.isClosing()));
        return closing.get(30, TimeUnit.SECONDS);
    }

    private static long liveHeap() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Who went, and why. */
    static class Departed {

        private final ConcurrentHashMap<String, CompletableFuture<ClientDisconnected>> all =
                new ConcurrentHashMap<>();

        CompletableFuture<ClientDisconnected> of(String client) {
            return all.computeIfAbsent(client, _ -> new CompletableFuture<>());
        }

        @EventListener
        void went(ClientDisconnected event) {
            of(event.client()).complete(event);
        }
    }

    /** A member of the room, with a small window of its own. */
    private class Peer implements AutoCloseable {

        private static final Pattern OFFSET = Pattern.compile("\nmessage-id:[^\n]*\\\\c(\\d+)\n");

        final Socket socket = new Socket();
        final DataInputStream in;
        final String id;
        int read;

        Peer() throws IOException {
            socket.setReceiveBufferSize(16 * 1024);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress("localhost", port));
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8 * 1024));
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("GET /ws HTTP/1.1\r\nHost: localhost:"
                                    + port
                                    + "\r\n"
                                    + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                    + "Sec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                            .getBytes(UTF_8));
            while (!line().isEmpty()) {
                // the handshake's answer
            }
            send(out, "CONNECT\naccept-version:1.2\nhost:here\n\n\0");
            Matcher connected = Pattern.compile("\nclient:([^\n]+)\n").matcher(frame());
            assertThat(connected.find()).isTrue();
            id = connected.group(1);
            send(out, "SUBSCRIBE\nid:s\ndestination:/topic/chat/crowd\nreceipt:r\n\n\0");
            assertThat(frame()).startsWith("RECEIPT\n");
        }

        /** The next message of the room; false if its place says that another came before. */
        boolean readNext(String frame) {
            Matcher offset = OFFSET.matcher(frame);
            return offset.find() && Integer.parseInt(offset.group(1)) == ++read;
        }

        /** Reads what it was sent in time, then why no more came. */
        void readsThatItWasTooSlow() throws IOException {
            String frame = frame();
            while (frame.startsWith("MESSAGE\n")) {
                assertThat(readNext(frame)).as("message %d: %s", read, frame).isTrue();
                frame = frame();
            }
            assertThat(read).isPositive();
            assertThat(frame).startsWith("ERROR\n").contains("\ncode:outbox-full\n");
            assertThat(in.readUnsignedByte()).as("a close frame").isEqualTo(0x88);
            in.readUnsignedByte();
            assertThat(in.readUnsignedShort()).isEqualTo(4000);
        }

        /** The payload of the next WebSocket frame that is not a ping. */
        final String frame() throws IOException {
            int head = in.readUnsignedByte();
            while (head == 0x89) {
                in.readUnsignedByte();
                head = in.readUnsignedByte();
            }
            int length = in.readUnsignedByte();
            byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
            in.readFully(payload);
            return new String(payload, UTF_8);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("no handshake");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        /** A client's frame: final, text, masked with zeros. */
        private static void send(OutputStream out, String text) throws IOException {
            byte[] payload = text.getBytes(UTF_8);
            byte[] frame = new byte[6 + payload.length];
            frame[0] = (byte) 0x81;
            frame[1] = (byte) (0x80 | payload.length);
            System.arraycopy(payload, 0, frame, 6, payload.length);
            out.write(frame);
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Reads all the time, and says so after each window. */
    private final class Fast extends Peer implements Runnable {

        private final Phaser windows;
        private volatile String failure;

        Fast(Phaser windows) throws IOException {
            this.windows = windows;
        }

        @Override
        public void run() {
            try {
                while (!windows.isTerminated()) {
                    String frame = frame();
                    if (!readNext(frame)) {
                        failure = "not message " + read + ": " + frame;
                    }
                    if (read % WINDOW == 0) {
                        windows.arrive();
                    }
                }
            } catch (IOException | RuntimeException e) {
                if (failure == null && !windows.isTerminated()) {
                    failure = e.toString();
                    windows.arriveAndDeregister();
                }
            }
        }
    }
}
