package io.hubbub.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Writes framed bytes to a Jetty endpoint, as many at a time as the socket takes. Only the client's
 * lane calls {@link #write}, and only after the bytes of the last call are written. Before there is
 * a client, the thread that reads calls it.
 */
final class SocketWriter {

    private final EndPoint socket;

    /** The socket itself; null if something stands between, such as TLS. */
    private final @Nullable SocketChannel plain;

    private final Runnable whenWritten;
    private final Runnable whenBroken;

    /**
     * @param whenWritten run, on any thread, when the rest of a write is out
     * @param whenBroken run when nothing can be written to the connection any more
     */
    SocketWriter(EndPoint socket, Runnable whenWritten, Runnable whenBroken) {
        this.socket = socket;
        plain = socket instanceof SocketChannelEndPoint bare ? bare.getChannel() : null;
        this.whenWritten = whenWritten;
        this.whenBroken = whenBroken;
    }

    /**
     * Takes frames off the queue and writes them.
     *
     * @param scratch where frames are gathered; free again when this returns
     * @return how many bytes were taken and are not out yet. If it is not 0, {@code whenWritten}
     *     follows
     */
    int write(Queue<byte[]> frames, ByteBuffer scratch) {
        try {
            while (!frames.isEmpty()) {
                ByteBuffer bytes = gather(frames, scratch);
                if (!flush(bytes)) {
                    // The socket is full. The rest needs a buffer of its own.
                    byte[] rest = BufferUtil.toArray(bytes);
                    socket.write(new Writing(whenWritten), ByteBuffer.wrap(rest));
                    // TLS may have taken everything and still hold it. Then it is not out either.
                    return Math.max(1, rest.length);
                }
            }
        } catch (IOException | RuntimeException e) {
            frames.clear();
            whenBroken.run();
        }
        return 0;
    }

    /**
     * Writes what the socket takes now; returns whether it took everything. Jetty would hand the
     * system a list of buffers, even for a single buffer. That costs a fifth more.
     */
    private boolean flush(ByteBuffer bytes) throws IOException {
        if (plain == null) {
            return socket.flush(bytes);
        }
        plain.write(bytes);
        return !bytes.hasRemaining();
    }

    /**
     * Writes the last frame, then shuts the output down.
     *
     * @param whenOut run, on any thread, when it is out
     */
    void end(byte[] last, Runnable whenOut) {
        Runnable shutdown =
                () -> {
                    socket.shutdownOutput();
                    whenOut.run();
                };
        try {
            socket.write(new Writing(shutdown), ByteBuffer.wrap(last));
        } catch (RuntimeException e) {
            // Jetty is writing a close frame because the other side broke the WebSocket protocol.
            whenBroken.run();
        }
    }

    /** Whether the operating system holds bytes of the other side that nobody has read. */
    boolean isUnread() {
        try {
            return socket.getTransport() instanceof SocketChannel channel
                    && channel.socket().getInputStream().available() > 0;
        } catch (IOException e) {
            // The socket is closed, so nothing will be read any more.
            return false;
        }
    }

    /** Gathers as many frames as fit the buffer. A frame that does not fit goes alone. */
    private static ByteBuffer gather(Queue<byte[]> frames, ByteBuffer scratch) {
        scratch.clear();
        byte[] next = frames.peek();
        while (next != null && next.length <= scratch.remaining()) {
            scratch.put(next);
            frames.remove();
            next = frames.peek();
        }
        return scratch.position() > 0 ? scratch.flip() : ByteBuffer.wrap(frames.remove());
    }

    /** Waits for the socket to take all of a write. */
    private final class Writing implements Callback {

        private final Runnable whenOut;

        Writing(Runnable whenOut) {
            this.whenOut = whenOut;
        }

        @Override
        public void succeeded() {
            whenOut.run();
        }

        @Override
        public void failed(Throwable failure) {
            whenBroken.run();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
