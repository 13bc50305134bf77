package io.hubbub.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that sends exactly what it is told, well-formed or not, and returns exactly
 * what came. Every read has a deadline.
 */
public final class WireClient implements AutoCloseable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final byte[] MASK = {0x12, (byte) 0xA4, 0x00, 0x7F};

    /** One frame of the WebSocket protocol. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record WsFrame(boolean fin, int opcode, byte[] payload) {

        /** The code of a close frame; 1005 where it carries none. */
        public int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        public String closeReason() {
            return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int status;
    private final Map<String, String> responseHeaders;

    private boolean answersPings = true;
    private boolean answersCloses = true;
    private int heartbeats;
    private Stomp connected = new Stomp(false, "", Map.of(), new byte[0], "");

    private WireClient(
            Socket socket, DataInputStream in, int status, Map<String, String> responseHeaders)
            throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
        this.status = status;
        this.responseHeaders = responseHeaders;
    }

    /** Sends the handshake with these headers and reads the answer, whatever it is. */
    public static WireClient open(int port, String path, String... headers) {
        return open(SocketFactory.getDefault(), port, path, headers);
    }

    /** The same over sockets of another kind. */
    public static WireClient open(SocketFactory sockets, int port, String path, String... headers) {
        try {
            Socket socket = sockets.createSocket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.connect(new InetSocketAddress("localhost", port));
            StringBuilder request =
                    new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port)
                            .append("\r\nUpgrade: websocket\r\nConnection: Upgrade")
                            .append("\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                            .append(Base64.getEncoder().encodeToString(new byte[16]))
                            .append("\r\n");
            for (String header : headers) {
                request.append(header).append("\r\n");
            }
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(UTF_8));
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
            int status = Integer.parseInt(line(in).split(" ", -1)[1]);
            Map<String, String> answered = new TreeMap<>();
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                answered.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            return new WireClient(socket, in, status, answered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("The connection ended in the handshake");
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).strip();
    }

    /** The HTTP status of the handshake's answer. */
    public int status() {
        return status;
    }

    /** A header of the handshake's answer, by its name in lower case. */
    public @Nullable String responseHeader(String name) {
        return responseHeaders.get(name);
    }

    /** From here on a ping stays unanswered, as by a host that is gone. */
    public WireClient ignorePings() {
        answersPings = false;
        return this;
    }

    /** From here on a close frame stays unanswered. */
    public WireClient ignoreCloses() {
        answersCloses = false;
        return this;
    }

    /** Connects with this version of STOMP and these heart-beats. */
    public WireClient connect(String version, String heartBeat) {
        send(
                "CONNECT\naccept-version:"
                        + version
                        + "\nhost:localhost\nheart-beat:"
                        + heartBeat
                        + "\n\n\0");
        connected = next("CONNECTED");
        assertThat(connected.header("version")).isEqualTo(version);
        return this;
    }

    /** The id that CONNECTED gave this client. */
    public String id() {
        return String.valueOf(connected.header("client"));
    }

    /** The user's name, as CONNECTED gave it. */
    public String user() {
        return String.valueOf(connected.header("user-name"));
    }

    // ---------------------------------------------------------------- writing

    /** Sends each text as one text message. */
    public WireClient send(String... messages) {
        for (String message : messages) {
            sendFrame(true, TEXT, message.getBytes(UTF_8));
        }
        return this;
    }

    public WireClient sendBinary(byte[] message) {
        return sendFrame(true, BINARY, message);
    }

    /** Sends one frame of the WebSocket protocol, masked as a client's must be. */
    public WireClient sendFrame(boolean fin, int opcode, byte[] payload) {
        return sendRaw(encode(fin, opcode, payload));
    }

    /** A masked frame of the WebSocket protocol. */
    public static byte[] encode(boolean fin, int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) ((fin ? 0x80 : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i & 3]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /** Sends bytes as they are, below the WebSocket protocol. */
    public WireClient sendRaw(byte[] bytes) {
        try {
            out.write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- reading

    /** The next frame of the WebSocket protocol, of any kind; null if the connection ended. */
    public @Nullable WsFrame nextWsFrame() {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            int second = in.readUnsignedByte();
            assertThat(second & 0x80).as("the mask bit of a server's frame").isZero();
            long length =
                    switch (second) {
                        case 126 -> in.readUnsignedShort();
                        case 127 -> in.readLong();
                        default -> second;
                    };
            byte[] payload = in.readNBytes(Math.toIntExact(length));
            assertThat(payload.length).as("bytes of a frame").isEqualTo((int) length);
            return new WsFrame((first & 0x80) != 0, first & 0xF, payload);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Nothing came in " + DEADLINE, e);
        } catch (IOException e) {
            return null;
        }
    }

    /** The next WebSocket message or close frame; pings are answered on the way. */
    public WsFrame nextData() {
        while (true) {
            WsFrame frame = nextWsFrame();
            // A test that runs out of time is interrupted, but a read of a socket does not notice.
            if (Thread.interrupted()) {
                throw new AssertionError("The test's time is over");
            }
            if (frame == null) {
                throw new AssertionError("The connection ended without a close frame");
            }
            switch (frame.opcode()) {
                case PING -> {
                    if (answersPings) {
                        sendFrame(true, PONG, frame.payload());
                    }
                }
                case PONG -> {}
                default -> {
                    return frame;
                }
            }
        }
    }

    /** The next frame of STOMP. Heart-beats are counted and skipped. */
    public Stomp next() {
        while (true) {
            WsFrame frame = nextData();
            if (frame.opcode() == CLOSE) {
                throw new AssertionError(
                        "Closed with " + frame.closeCode() + ' ' + frame.closeReason());
            }
            if (frame.payload().length == 1 && frame.payload()[0] == '\n') {
                heartbeats++;
                continue;
            }
            return Stomp.read(frame.opcode() == BINARY, frame.payload());
        }
    }

    /** The next frame of STOMP, which is to be a MESSAGE. */
    public Stomp nextMessage() {
        return next("MESSAGE");
    }

    private Stomp next(String command) {
        Stomp frame = next();
        assertThat(frame.command()).as(frame.text()).isEqualTo(command);
        return frame;
    }

    /** The heart-beats that came before the last frame that was read. */
    public int heartbeats() {
        return heartbeats;
    }

    /** Reads until a heart-beat comes, which is to be the next. */
    public void expectHeartbeat() {
        WsFrame frame = nextData();
        assertThat(new String(frame.payload(), UTF_8)).isEqualTo("\n");
        heartbeats++;
    }

    /**
     * The next frame of STOMP, to the letter. Where the expected text has a header with the value
     * {@code *}, any value but none will do.
     */
    public Stomp expect(String literal) {
        Stomp frame = next();
        assertThat(frame.wild(literal)).isEqualTo(literal);
        return frame;
    }

    public WireClient expectReceipt(String id) {
        var unused = receipt(id);
        return this;
    }

    /** The next thing to come is this receipt, whatever it says of positions. */
    public Stomp receipt(String id) {
        Stomp receipt = next("RECEIPT");
        assertThat(receipt.header("receipt-id")).as(receipt.text()).isEqualTo(id);
        assertThat(receipt.headers().keySet())
                .as(receipt.text())
                .isSubsetOf("receipt-id", "position", "missed", "recovered", "lost", "skipped");
        assertThat(receipt.body()).isEmpty();
        return receipt;
    }

    /** The connection says why, with this code, and ends with this close code. */
    public Stomp expectError(String code, int closeCode) {
        Stomp error = next("ERROR");
        assertThat(error.header("code")).as(error.text()).isEqualTo(code);
        assertThat(error.header("message")).as(error.text()).isNotBlank();
        expectClose(closeCode);
        return error;
    }

    /** The next thing to come is a close frame with this code, and then the connection ends. */
    public void expectClose(int code) {
        WsFrame frame = nextData();
        if (frame.opcode() != CLOSE) {
            fail("Not a close but " + new String(frame.payload(), UTF_8));
        }
        assertThat(frame.closeCode()).as(frame.closeReason()).isEqualTo(code);
        if (answersCloses) {
            try {
                sendFrame(true, CLOSE, frame.payload());
            } catch (UncheckedIOException e) {
                // The other side did not wait for the answer.
            }
        }
        expectEnd();
    }

    /** Nothing more comes: the connection ends. */
    public void expectEnd() {
        WsFrame frame = nextWsFrame();
        assertThat(frame).as("after the close").isNull();
    }

    private int fences;

    /**
     * Checks that nothing more has come. Whatever the server put into this client's outbox earlier
     * would come before the reply to what is sent now.
     */
    public WireClient expectNothing() {
        String id = "fence-" + fences++;
        send("SEND\ndestination:/topic/main/nobody-is-here\nreceipt:" + id + "\n\n\0");
        return expectReceipt(id);
    }

    /** Drops the connection without a word. */
    @Override
    public void close() {
        if (socket.isClosed()) {
            return;
        }
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
