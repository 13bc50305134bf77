package io.hubbub.transport.sockjs;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives turns to one client's requests that send: one request is read at a time, in the order of
 * arrival. When the client ends, the request that has the turn is cut off.
 */
final class SendTurns {

    /** Held by the thread of the request whose turn it is. It is fair, which gives the order. */
    private final ReentrantLock turn = new ReentrantLock(true);

    // Guarded by this, which is taken while the turn is held, never the other way round.

    /** The body that is being read; null if there is none. */
    private @Nullable SockJsBody body;

    /** Whether the client has ended. */
    private boolean ended;

    /** Waits for its turn, then reads. */
    <T> @Nullable T take(Supplier<@Nullable T> read) {
        turn.lock();
        try {
            return read.get();
        } finally {
            synchronized (this) {
                body = null;
            }
            turn.unlock();
        }
    }

    /** Whether a request is being read. */
    boolean isTaken() {
        return turn.isLocked();
    }

    /** Notes what the request whose turn it is reads. */
    void reads(SockJsBody newBody) {
        boolean late;
        synchronized (this) {
            body = newBody;
            late = ended;
        }
        if (late) {
            newBody.cut();
        }
    }

    /** The client has ended. */
    void end() {
        SockJsBody unread;
        synchronized (this) {
            ended = true;
            unread = body;
        }
        if (unread != null) {
            unread.cut();
        }
    }
}
