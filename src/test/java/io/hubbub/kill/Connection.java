package io.hubbub.kill;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * A client's connection, for one thread. If it breaks, at any byte, there is an {@link
 * IOException}, and the client comes back. If the server says something that it has no reason to
 * say, there is an {@link AssertionError}.
 */
final class Connection implements Closeable {

    private static final String HANDSHAKE =
            """
            GET /ws HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
            \r
            """;

    private final Socket socket;
    private final DataInputStream in;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** Connects as a guest, of the same name wherever the secret is the same. */
    static Connection open(int port, String guest) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Run.LIMIT.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Connection connection = new Connection(socket);
            connection.shakeHands();
            connection.send(
                    "CONNECT\naccept-version:1.2\nheart-beat:0,0\nguest:" + guest + "\n\n\0");
            connection.next("CONNECTED");
            return connection;
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    private void shakeHands() throws IOException {
        socket.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("\r\n\r\n")) {
            answer.append((char) in.readUnsignedByte());
        }
        if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("No WebSocket but " + answer);
        }
    }

    void send(String frame) throws IOException {
        write(WireClient.TEXT, frame.getBytes(UTF_8));
    }

    private void write(int opcode, byte[] payload) throws IOException {
        socket.getOutputStream().write(WireClient.encode(true, opcode, payload));
    }

    Stomp next(String command) throws IOException {
        Stomp frame = next();
        if (!frame.command().equals(command)) {
            throw new AssertionError("No " + command + " but " + frame.text());
        }
        return frame;
    }

    /** Waits for the next frame of STOMP. */
    Stomp next() throws IOException {
        while (true) {
            int opcode = read() & 0xF;
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException();
            }
            switch (opcode) {
                case WireClient.TEXT -> {
                    return Stomp.read(false, payload);
                }
                case WireClient.PING -> write(WireClient.PONG, payload);
                default -> throw new AssertionError("A frame of the kind " + opcode);
            }
        }
    }

    private int read() throws IOException {
        try {
            return in.readUnsignedByte();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("Nothing came in " + Run.LIMIT, e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
