package io.hubbub.transport.sockjs;

import io.hubbub.client.Client;
import io.hubbub.transport.Framing;
import io.hubbub.transport.Opening;
import io.hubbub.transport.Protocol;
import io.hubbub.transport.Session;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One client of SockJS over HTTP, through all its requests. As a {@link Wire} it takes nothing
 * while no request waits. Messages then wait in the client's outbox, up to its bound, and the next
 * request gets all of them at once.
 *
 * <p>The thread that sets {@link #busy} owns the exchange until the write is out. Nothing is
 * written, and nobody is called, while this monitor is held.
 */
final class SockJsSession implements Wire {

    /**
     * After this time without a frame a heart-beat is sent, so that proxies keep the connection.
     */
    static final Duration HEARTBEAT = Duration.ofSeconds(25);

    /**
     * How long a client may go without a waiting request. For as long after its end, requests are
     * told that it has ended.
     */
    static final Duration ABSENCE = Duration.ofSeconds(5);

    /** How much is gathered for one frame of a stream. A poll gets everything in its one frame. */
    private static final int FRAME_BYTES = 64 * 1024;

    private final Transport transport;
    private final Owner owner;
    private final LongSupplier nanos;

    private final SendTurns turns = new SendTurns();

    /** Null until {@link #open}, which sets it once, before other threads know this session. */
    private volatile @Nullable Session session;

    // Everything below is guarded by this.

    /** The waiting request; null between requests. */
    private @Nullable Exchange exchange;

    /**
     * The next waiting request. It may come while the last bytes of the one before are on their
     * way: the client may have read them before we know that they are out. Else null.
     */
    private @Nullable Exchange next;

    /** Whether something is being written to the exchange. */
    private boolean busy;

    /** Whether the lane waits to be told that it may write. */
    private boolean owed;

    /** Whether the server has ended the session and the client is yet to be told. */
    private boolean closing;

    /** Whether the client is gone. */
    private boolean over;

    /** The last frame, and the answer to every request after the end. */
    private byte[] farewell = Frames.GO_AWAY;

    /** When something was last written, or when the last waiting request ended. */
    private long lastNanos;

    SockJsSession(Transport transport, Owner owner, LongSupplier nanos) {
        this.transport = transport;
        this.owner = owner;
        this.nanos = nanos;
        lastNanos = nanos.getAsLong();
    }

    Transport transport() {
        return transport;
    }

    Owner owner() {
        return owner;
    }

    /**
     * The text leaves out the session's id, which is half of what it takes to act as this client.
     */
    @Override
    public String toString() {
        Session current = session;
        return "SockJS session of client " + (current == null ? null : current.client());
    }

    // ---------------------------------------------------------------- on the requests' threads

    /** Makes the client. Called with the first request. */
    void open(Protocol protocol) {
        Opening opening = new Opening(owner.principal(), owner.origin(), "", Framing.SOCKJS_HTTP);
        Session opened = protocol.open(opening, this);
        session = opened;
        opened.opened();
    }

    /** Lets a request wait for something to be sent, or answers why it must not wait. */
    void answer(Exchange asking, boolean first) {
        Exchange other;
        synchronized (this) {
            other = exchange;
        }
        if (other != null && other.isGone()) {
            // The other request's connection broke, which may be noticed after this request came.
            interrupted(other);
        }
        byte[] refusal = null;
        boolean waits = false;
        synchronized (this) {
            if (over) {
                refusal = farewell;
            } else if (exchange == null) {
                exchange = asking;
                busy = true;
            } else if (exchange.isFull() && next == null) {
                next = asking;
                waits = true;
            } else {
                refusal = Frames.ANOTHER;
            }
        }
        if (refusal != null) {
            refuse(asking, refusal);
            return;
        }
        if (!waits) {
            begin(asking, first);
        }
        if (asking.isGone()) {
            // The client hung up before this request was the waiting one.
            interrupted(asking);
        }
    }

    private void begin(Exchange asking, boolean first) {
        if (asking.prelude().length == 0) {
            begun(asking, first);
        } else {
            asking.begin(callback(asking, () -> begun(asking, first)));
        }
    }

    private static void refuse(Exchange asking, byte[] why) {
        Callback told = Callback.from(asking::complete, _ -> asking.abort());
        if (asking.prelude().length == 0) {
            asking.write(why, true, told);
        } else {
            asking.begin(Callback.from(() -> asking.write(why, true, told), _ -> asking.abort()));
        }
    }

    private void begun(Exchange current, boolean first) {
        if (first) {
            write(current, Frames.OPEN);
        } else {
            written(current);
        }
    }

    /**
     * Reads a request that sends, after all requests that came before it.
     *
     * @return what {@code read} returns; null if the client is gone
     */
    <T> @Nullable T receive(Function<Session, T> read) {
        return turns.take(() -> isOver() ? null : read.apply(Objects.requireNonNull(session)));
    }

    private synchronized boolean isOver() {
        return over;
    }

    /** Notes the body that is being read, so that the client's end cuts it off. */
    void reads(SockJsBody body) {
        turns.reads(body);
    }

    /** The connection of a waiting request broke, so what was written to it may be lost. */
    void interrupted(Exchange broken) {
        Exchange queued = null;
        boolean was;
        synchronized (this) {
            was = exchange == broken;
            if (was) {
                if (!closing) {
                    farewell = Frames.INTERRUPTED;
                }
                queued = leave();
            } else if (next == broken) {
                // Nothing was written to it yet.
                next = null;
            } else {
                return;
            }
        }
        broken.abort();
        if (was) {
            end(queued);
        }
    }

    /** Ends a session that another request opened first. Nobody else knew of it. */
    void discard() {
        synchronized (this) {
            leave();
        }
        end(null);
    }

    // ---------------------------------------------------------------- the wire, on the lane

    @Override
    public int write(Queue<byte[]> frames, ByteBuffer scratch) {
        int most = transport == Transport.XHR ? Integer.MAX_VALUE : FRAME_BYTES;
        int waiting = 0;
        while (waiting == 0 && !frames.isEmpty()) {
            waiting = write(frames, most);
        }
        return waiting;
    }

    /** Writes one frame of SockJS; returns what is not out yet. */
    private int write(Queue<byte[]> messages, int most) {
        Exchange current;
        synchronized (this) {
            current = exchange;
            if (current == null || busy) {
                owed = true;
                // Nothing is taken, and nothing can be until the next request.
                return 1;
            }
            busy = true;
        }
        byte[] array = Frames.gather(messages, most);
        write(current, array);
        synchronized (this) {
            if (!busy) {
                return 0;
            }
            owed = true;
            return array.length;
        }
    }

    @Override
    public void close(int code, String reason) {
        Exchange current;
        synchronized (this) {
            if (over) {
                return;
            }
            closing = true;
            farewell = Frames.close(code, reason);
            current = exchange;
            if (current == null || busy) {
                // The next request is told, or the write that is under way tells it afterwards.
                return;
            }
            busy = true;
        }
        sayFarewell(current);
    }

    @Override
    public boolean isUnread() {
        return turns.isTaken();
    }

    @Override
    public void abort() {
        Exchange current;
        Exchange queued;
        synchronized (this) {
            if (over) {
                return;
            }
            current = exchange;
            queued = leave();
        }
        if (current != null) {
            current.abort();
        }
        end(queued);
    }

    // ---------------------------------------------------------------- writing

    private void write(Exchange current, byte[] frame) {
        current.write(frame, false, callback(current, () -> written(current)));
    }

    private Callback callback(Exchange current, Runnable then) {
        return Callback.from(then, _ -> interrupted(current));
    }

    /** A write is out. */
    private void written(Exchange current) {
        boolean full = current.isFull();
        Exchange following;
        boolean last;
        boolean tell;
        synchronized (this) {
            if (exchange != current) {
                return;
            }
            lastNanos = nanos.getAsLong();
            following = full ? next : null;
            if (full) {
                exchange = following;
                next = null;
            }
            last = closing && !full;
            busy = last || following != null;
            tell = owed && !busy;
            owed = owed && busy;
        }
        if (full) {
            current.complete();
        }
        if (last) {
            sayFarewell(current);
        } else if (following != null) {
            begin(following, false);
        } else if (tell) {
            client().writable();
        }
    }

    private void sayFarewell(Exchange current) {
        byte[] last;
        synchronized (this) {
            last = farewell;
        }
        current.write(last, true, callback(current, () -> said(current)));
    }

    private void said(Exchange current) {
        Exchange queued;
        synchronized (this) {
            if (exchange != current) {
                return;
            }
            queued = leave();
        }
        current.complete();
        end(queued);
    }

    // ---------------------------------------------------------------- the end

    /** Sends a heart-beat or ends the session, if due; returns whether it can be forgotten. */
    boolean isForgotten(long nowNanos) {
        Exchange beating;
        synchronized (this) {
            long since = nowNanos - lastNanos;
            if (over) {
                return since >= ABSENCE.toNanos();
            }
            beating = exchange;
            if (beating == null) {
                // If it is closing, the client's lane limits the time for that.
                if (closing || since < ABSENCE.toNanos()) {
                    return false;
                }
                leave();
            } else if (busy || since < HEARTBEAT.toNanos()) {
                return false;
            } else {
                busy = true;
            }
        }
        if (beating == null) {
            end(null);
            return true;
        }
        write(beating, Frames.BEAT);
        return false;
    }

    /**
     * Marks the session as over. The caller holds this monitor and calls {@link #end} after it.
     *
     * @return the request behind the waiting one; null if there is none
     */
    private @Nullable Exchange leave() {
        Exchange queued = next;
        over = true;
        exchange = null;
        next = null;
        busy = false;
        lastNanos = nanos.getAsLong();
        return queued;
    }

    private void end(@Nullable Exchange queued) {
        if (queued != null) {
            byte[] why;
            synchronized (this) {
                why = farewell;
            }
            refuse(queued, why);
        }
        turns.end();
        Session ended = session;
        if (ended != null) {
            // Listeners to a client's end may block.
            Thread.startVirtualThread(ended::ended);
        }
    }

    private Client client() {
        return Objects.requireNonNull(Objects.requireNonNull(session).client());
    }
}
