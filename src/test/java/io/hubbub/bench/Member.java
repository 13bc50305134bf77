package io.hubbub.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One client of the load: its socket, its way to a subscription, and what it received. It reads
 * WebSocket frames where they lie and allocates nothing for a message: client and server share the
 * machine, so the server lacks what the client uses. Only the load client's thread uses it.
 */
final class Member {

    private enum Stage {
        CONNECTING,
        UPGRADING,
        GREETING,
        CONNECTED
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int MIN_RECEIPT = Receipts.TOKEN_AT + Long.BYTES;

    private final int port;
    private final String topic;
    private final Ledger ledger;
    private final SocketChannel channel;
    private final SelectionKey key;

    private Stage stage = Stage.CONNECTING;

    /** What checks RECEIPTs; null if none is expected but that of SUBSCRIBE. */
    private @Nullable Receipts receipts;

    /** The RECEIPT of SUBSCRIBE; empty if there is none. */
    private String joined = "";

    /** The beginning of a frame whose rest has not arrived; ready to be read, mostly empty. */
    private ByteBuffer partial = NOTHING;

    /** What the socket did not take yet; null when it took everything. */
    private @Nullable ByteBuffer unsent;

    Member(Selector selector, int port, String topic, Ledger ledger) throws IOException {
        this.port = port;
        this.topic = topic;
        this.ledger = ledger;
        this.channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // Closing resets: ten thousand orderly ends would hold ten thousand ports for a minute.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        this.key = channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    String topic() {
        return topic;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Whether it may subscribe. */
    boolean connected() {
        return stage == Stage.CONNECTED;
    }

    /**
     * Subscribes to its topic. That it has taken effect tells a probe, or {@link #joined} where a
     * receipt was asked for.
     *
     * @param headers further ones, each with its line's end
     */
    void subscribe(String headers) throws IOException {
        write(ClientFrames.subscribe(topic, headers));
    }

    /** Whether the RECEIPT of SUBSCRIBE has come. */
    boolean joined() {
        return !joined.isEmpty();
    }

    /** A header of that RECEIPT as it was written, escapes and all; empty if there is none. */
    String found(String header) {
        int at = joined.indexOf("\n" + header + ":");
        return at < 0
                ? ""
                : joined.substring(at + header.length() + 2, joined.indexOf('\n', at + 1));
    }

    /** From now on each RECEIPT is one of a message of this member's. */
    Receipts expectReceipts(Histogram latencyMicros) {
        receipts = new Receipts(latencyMicros);
        return receipts;
    }

    /** Whether the socket has refused bytes that are still to be written. */
    boolean blocked() {
        return unsent != null;
    }

    /**
     * Does what the socket is ready for, reading through {@code buffer}, which all members share.
     */
    void ready(ByteBuffer buffer) throws IOException {
        if (key.isConnectable()) {
            channel.finishConnect();
            stage = Stage.UPGRADING;
            key.interestOps(SelectionKey.OP_READ);
            write(ClientFrames.upgrade(port));
        }
        if (key.isWritable() && unsent != null) {
            ByteBuffer rest = unsent;
            unsent = null;
            write(rest);
        }
        if (key.isReadable()) {
            read(buffer);
        }
    }

    /** Writes what the socket takes, and the rest when it takes more. */
    void write(ByteBuffer bytes) throws IOException {
        ByteBuffer before = unsent == null ? NOTHING : unsent;
        if (!before.hasRemaining()) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            unsent =
                    ByteBuffer.allocate(before.remaining() + bytes.remaining())
                            .put(before)
                            .put(bytes)
                            .flip();
        }
        int wanted =
                unsent == null
                        ? SelectionKey.OP_READ
                        : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    void close() throws IOException {
        channel.close();
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear().put(partial);
        if (channel.read(buffer) < 0) {
            throw new EOFException("The server ended a connection (" + stage + ")");
        }
        long nowNanos = Body.clockNanos();
        int end = buffer.position();
        int at = stage == Stage.UPGRADING ? upgraded(buffer, end) : 0;
        keep(buffer, frames(buffer, at, end, nowNanos), end);
    }

    /** Returns where frames begin: after the response, once all of it is there. */
    private int upgraded(ByteBuffer buffer, int end) throws IOException {
        String response = text(buffer, 0, end);
        int head = response.indexOf("\r\n\r\n");
        if (head < 0) {
            return 0;
        }
        if (!response.startsWith("HTTP/1.1 101")) {
            throw new IOException("No WebSocket: " + response);
        }
        stage = Stage.GREETING;
        write(ClientFrames.connect());
        return head + 4;
    }

    /** Takes the whole frames between {@code at} and {@code end} and returns where it stopped. */
    private int frames(ByteBuffer buffer, int at, int end, long nowNanos) throws IOException {
        if (stage == Stage.UPGRADING) {
            return at;
        }
        while (end - at >= 2) {
            int length = buffer.get(at + 1) & 0xff;
            int payload = at + 2;
            if (length > 126) {
                throw new IOException("A frame that no message here fills: " + length);
            }
            if (length == 126) {
                payload += 2;
                length = payload <= end ? buffer.getShort(at + 2) & 0xffff : 0;
            }
            if (payload + length > end) {
                break;
            }
            if (length > Body.SIZE && buffer.get(payload) == 'M') {
                ledger.take(buffer, payload + length - 1 - Body.SIZE, nowNanos);
            } else if (receipts != null && length > MIN_RECEIPT && buffer.get(payload) == 'R') {
                receipts.take(buffer, payload, nowNanos);
            } else {
                other(buffer, buffer.get(at) & 0xff, payload, length);
            }
            at = payload + length;
        }
        return at;
    }

    /** Frames that are no messages: rare, so they may allocate. */
    private void other(ByteBuffer buffer, int opcode, int payload, int length) throws IOException {
        String text = text(buffer, payload, length);
        if (opcode == ClientFrames.PING) {
            write(ClientFrames.pong(buffer.slice(payload, length)));
        } else if (opcode == ClientFrames.CLOSE) {
            int code = length < 2 ? 1005 : buffer.getShort(payload) & 0xffff;
            throw new EOFException(
                    "The server closed a client: " + code + text.substring(Math.min(2, length)));
        } else if (text.startsWith("CONNECTED") && stage == Stage.GREETING) {
            stage = Stage.CONNECTED;
        } else if (text.startsWith("RECEIPT\n") && joined.isEmpty()) {
            joined = text;
        } else if (text.startsWith("ERROR")) {
            throw new IOException("The server refused: " + text);
        } else if (!text.isBlank()) {
            throw new IOException("Neither expected nor understood: " + text);
        }
    }

    /**
     * Keeps the beginning of a frame until its rest is there. Two lengths of a message hold it
     * without growing.
     */
    private void keep(ByteBuffer buffer, int at, int end) {
        int length = end - at;
        if (length == 0) {
            partial = partial.clear().limit(0);
            return;
        }
        if (partial.capacity() < length) {
            partial = ByteBuffer.allocate(Math.max(length, 1_024));
        }
        partial.clear().put(0, buffer, at, length).limit(length);
    }

    private static String text(ByteBuffer buffer, int at, int length) {
        byte[] bytes = new byte[length];
        buffer.get(at, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
