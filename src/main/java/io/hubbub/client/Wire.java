package io.hubbub.client;

import java.nio.ByteBuffer;
import java.util.Queue;

/**
 * The way to one client's socket. Only the client's lane calls it, and no call blocks: the lane
 * serves thousands of others.
 */
public interface Wire {

    /**
     * Takes whole frames off the head of the queue and writes as many as the socket takes now.
     *
     * @param scratch the lane's own buffer, free to use until this returns
     * @return the bytes that were taken but are not written yet. Where that is not 0, the wire
     *     calls {@link Client#writable} once they are, and is not asked to write until then
     */
    int write(Queue<byte[]> frames, ByteBuffer scratch);

    /** Ends the connection in order, after all that was written; {@link Client#ended} follows. */
    void close(int code, String reason);

    /**
     * Whether something came that nobody has read yet: its client was not silent, whatever was
     * heard of it. False also where that cannot be known. May ask the system, so it is for the few
     * whose end depends on it.
     */
    default boolean isUnread() {
        return false;
    }

    /** Drops the connection at once; {@link Client#ended} follows. */
    void abort();
}
