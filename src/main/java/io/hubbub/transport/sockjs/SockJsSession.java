package io.hubbub.transport.sockjs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hubbub.client.Client;
import io.hubbub.transport.Framing;
import io.hubbub.transport.Opening;
import io.hubbub.transport.Protocol;
import io.hubbub.transport.Session;
import io.hubbub.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One client of SockJS over HTTP, through all the requests that it makes. As a {@link Wire} it
 * takes nothing while no request waits for it, so what is to be said waits in the client's outbox,
 * within its bound, and the next request gets all of it at once.
 *
 * <p>Whoever sets {@link #busy} owns the exchange until it is written to. Nothing is written, and
 * nobody is called, under this monitor.
 */
final class SockJsSession implements Wire {

    /** A proxy should not take a client that hears nothing for dead. */
    static final Duration HEARTBEAT = Duration.ofSeconds(25);

    /** How long a client may go without a request that waits, and how long its end is told. */
    static final Duration ABSENCE = Duration.ofSeconds(5);

    /** Gathered for one frame of a stream. A poll has but one frame, and that gets all. */
    private static final int FRAME_BYTES = 64 * 1024;

    private static final byte[] OPEN = {'o'};
    private static final byte[] BEAT = {'h'};
    private static final byte[] GO_AWAY = farewell(3000, "Go away!");
    private static final byte[] INTERRUPTED = farewell(1002, "Connection interrupted");
    private static final byte[] ANOTHER = farewell(2010, "Another connection still open");

    private final Transport transport;
    private final Owner owner;
    private final LongSupplier nanos;

    /**
     * Held while what a request carries is handled. Fair: requests that come at the same time take
     * turns in the order of their arrival.
     */
    private final ReentrantLock receiving = new ReentrantLock(true);

    /** Null until it is opened, before anybody else knows of it. */
    private volatile @Nullable Session session;

    // All that follows is guarded by this.

    /** The request that waits; null between requests. */
    private @Nullable Exchange exchange;

    /**
     * The request after that one, where that one's last bytes are on their way: the client may have
     * read them before this is known here. Null else.
     */
    private @Nullable Exchange next;

    /** What is read of the request that sends; null while none does. */
    private @Nullable SockJsBody body;

    /** Whether something is being written to the exchange. */
    private boolean busy;

    /** Whether the lane is to be told once it may write. */
    private boolean owed;

    /** Set when the server ended it, and that is yet to be said. */
    private boolean closing;

    /** Whether the client is gone. */
    private boolean over;

    /** What is said to whoever asks when it is over, and as the last thing where it is closing. */
    private byte[] farewell = GO_AWAY;

    /** When something was last written, or the last request that waited ended. */
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

    /** The id is half of what it takes to be this client, so it stays out of every log. */
    @Override
    public String toString() {
        Session current = session;
        return "SockJS session of client " + (current == null ? null : current.client());
    }

    private static byte[] farewell(int code, String reason) {
        String quoted = new String(Framing.SOCKJS_HTTP.frame(reason.getBytes(UTF_8), false), UTF_8);
        return ("c[" + code + "," + quoted + "]").getBytes(UTF_8);
    }

    // ---------------------------------------------------------------- on the requests' threads

    /** Makes its client, of its first request. */
    void open(Protocol protocol) {
        Opening opening = new Opening(owner.principal(), owner.origin(), "", Framing.SOCKJS_HTTP);
        Session opened = protocol.open(opening, this);
        session = opened;
        opened.opened();
    }

    /** Has a request wait for what there is to say, or tells it why it need not. */
    void answer(Exchange asking, boolean first) {
        Exchange other;
        synchronized (this) {
            other = exchange;
        }
        if (other != null && other.isGone()) {
            // Its end comes by another socket, and may be noticed later than this request.
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
                refusal = ANOTHER;
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
            // It hung up before it was known here.
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
            write(current, OPEN);
        } else {
            written(current);
        }
    }

    /**
     * Takes what the client sent, after all that it sent before.
     *
     * @return null where the client is gone
     */
    <T> @Nullable T receive(Function<Session, T> read) {
        receiving.lock();
        try {
            synchronized (this) {
                if (over) {
                    return null;
                }
            }
            return read.apply(Objects.requireNonNull(session));
        } finally {
            synchronized (this) {
                body = null;
            }
            receiving.unlock();
        }
    }

    /** Notes what is read of the request whose turn it is: the client's end cuts it off. */
    void reads(SockJsBody newBody) {
        boolean late;
        synchronized (this) {
            body = newBody;
            late = over;
        }
        if (late) {
            newBody.cut();
        }
    }

    /** The connection of a request broke while it waited: what was written to it may be lost. */
    void interrupted(Exchange broken) {
        Exchange queued = null;
        boolean was;
        synchronized (this) {
            was = exchange == broken;
            if (was) {
                if (!closing) {
                    farewell = INTERRUPTED;
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

    /** A first request that came second: nobody ever knew of this session. */
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
                // Nothing was taken, but nothing can be until the next request.
                return 1;
            }
            busy = true;
        }
        byte[] array = gather(messages, most);
        write(current, array);
        synchronized (this) {
            if (!busy) {
                return 0;
            }
            owed = true;
            return array.length;
        }
    }

    /** One frame of as many messages as come to these bytes. */
    private static byte[] gather(Queue<byte[]> messages, int bytes) {
        int size = 0;
        ByteArrayOutputStream array = new ByteArrayOutputStream(512);
        array.write('a');
        array.write('[');
        byte[] next = messages.peek();
        while (next != null && (size == 0 || size + next.length <= bytes)) {
            if (size > 0) {
                array.write(',');
            }
            array.writeBytes(next);
            size += next.length;
            messages.remove();
            next = messages.peek();
        }
        array.write(']');
        return array.toByteArray();
    }

    @Override
    public void close(int code, String reason) {
        Exchange current;
        synchronized (this) {
            if (over) {
                return;
            }
            closing = true;
            farewell = farewell(code, reason);
            current = exchange;
            if (current == null || busy) {
                // The next request is told, if it comes in time.
                return;
            }
            busy = true;
        }
        sayFarewell(current);
    }

    @Override
    public boolean isUnread() {
        return receiving.isLocked();
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

    /** What was written is out. */
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

    /** Now and then: beats, or ends. Returns whether it is to be forgotten. */
    boolean isForgotten(long nowNanos) {
        Exchange beating;
        synchronized (this) {
            long since = nowNanos - lastNanos;
            if (over) {
                return since >= ABSENCE.toNanos();
            }
            beating = exchange;
            if (beating == null) {
                // Its lane sees to the end of one that is closing.
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
        write(beating, BEAT);
        return false;
    }

    /**
     * Under this monitor: it is over, and {@link #end} follows.
     *
     * @return the request that came after the one that waited; null where none did
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
        SockJsBody unread;
        synchronized (this) {
            unread = body;
        }
        if (unread != null) {
            unread.cut();
        }
        Session ended = session;
        if (ended != null) {
            // Whoever hears of a client's end may block.
            Thread.startVirtualThread(ended::ended);
        }
    }

    private Client client() {
        return Objects.requireNonNull(Objects.requireNonNull(session).client());
    }
}
