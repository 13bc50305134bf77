package io.hubbub.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Writes framed bytes to a Jetty endpoint, as many at a time as the socket takes. Only the client's
 * lane calls it, and not while what it took last is still being written.
 */
final class SocketWriter {

    private final EndPoint socket;
    private final Runnable whenWritten;
    private final Runnable whenBroken;

    /**
     * @param whenWritten run, on any thread, when what was left of a write is out
     * @param whenBroken run when the connection cannot be written to any more
     */
    SocketWriter(EndPoint socket, Runnable whenWritten, Runnable whenBroken) {
        this.socket = socket;
        this.whenWritten = whenWritten;
        this.whenBroken = whenBroken;
    }

    /**
     * Takes frames off the queue and writes them.
     *
     * @param scratch where they are gathered; free again when this returns
     * @return what was taken and is not out yet; where that is not 0, {@code whenWritten} follows
     */
    int write(Queue<byte[]> frames, ByteBuffer scratch) {
        try {
            while (!frames.isEmpty()) {
                ByteBuffer bytes = gather(frames, scratch);
                if (!socket.flush(bytes)) {
                    // The socket is full. What is left must outlive the lane's buffer.
                    byte[] rest = BufferUtil.toArray(bytes);
                    socket.write(new Writing(whenWritten), ByteBuffer.wrap(rest));
                    // TLS may have taken all and still hold it: that too is not out yet.
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
     * Writes the last frame, and then says to the other side that nothing follows.
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
            // Jetty writes a close frame of its own, for what broke the WebSocket protocol.
            whenBroken.run();
        }
    }

    /** Whether the system holds bytes of the other end that nobody has read. */
    boolean isUnread() {
        try {
            return socket.getTransport() instanceof SocketChannel channel
                    && channel.socket().getInputStream().available() > 0;
        } catch (IOException e) {
            // It is closed: nobody will read any more.
            return false;
        }
    }

    /** As many frames as fit the buffer; one that is longer goes alone. */
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
