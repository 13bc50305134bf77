package io.hubbub.wire;

import java.nio.ByteBuffer;
import java.util.Queue;

/**
 * The way to one client's socket. Only the client's lane calls it, and no call may block: the lane
 * serves thousands of other clients.
 */
public interface Wire {

    /**
     * Takes whole frames from the head of the queue and writes as many as the socket takes now.
     *
     * @param scratch the lane's own buffer, free to use until this returns
     * @return how many bytes were taken but are not written yet. If that is not 0, the wire tells
     *     the client that it is {@code writable} once they are written, and is not asked to write
     *     before that
     */
    int write(Queue<byte[]> frames, ByteBuffer scratch);

    /**
     * Closes the connection in order, after all that was written. The wire then tells the client
     * that it {@code ended}.
     */
    void close(int code, String reason);

    /**
     * Whether bytes of the client wait to be read. Such a client was not silent, even if the server
     * has handled nothing of it. False also if the wire cannot know. This may be a system call, so
     * the lane asks only before it gives up a client.
     */
    default boolean isUnread() {
        return false;
    }

    /** Drops the connection at once. The wire then tells the client that it {@code ended}. */
    void abort();
}
