package io.hubbub.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** One socket at the HTTP port. It sends exactly the bytes that a test writes. */
public final class RawRequest implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Socket socket = new Socket();

    /** From 127.0.0.1. */
    public RawRequest(int port) {
        this(port, "127.0.0.1");
    }

    /**
     * @param address one of 127.0.0.0/8, so that clients have different addresses
     */
    public RawRequest(int port, String address) {
        try {
            socket.setReceiveBufferSize(4_096);
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Turns plain line feeds into the line ends of HTTP. */
    public RawRequest write(String text) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that comes until the server closes. A reset is an end too. */
    public String readAll() {
        StringBuilder all = new StringBuilder();
        try {
            byte[] buffer = new byte[8_192];
            for (int n = in(buffer); n >= 0; n = in(buffer)) {
                all.append(new String(buffer, 0, n, ISO_8859_1));
            }
        } catch (SocketException e) {
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    /** The answer's status; 0 if the connection ended without an answer. */
    public int status() {
        StringBuilder line = new StringBuilder();
        try {
            int next = socket.getInputStream().read();
            while (next >= 0 && next != '\n') {
                line.append((char) next);
                next = socket.getInputStream().read();
            }
        } catch (SocketException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.isEmpty() ? 0 : Integer.parseInt(line.substring(9, 12));
    }

    private int in(byte[] buffer) throws IOException {
        return socket.getInputStream().read(buffer);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
