package io.hubbub.http;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * One request that is worked on. Measures how long the client kept the request waiting: for the
 * next piece of the body, or until a piece of the answer was read.
 */
final class Exchange {

    /** The value of {@link #readingSince} and {@link #writingSince} while nothing is waited for. */
    private static final long NOT = Long.MIN_VALUE;

    private final EndPoint endPoint;
    private final Pace pace;
    private final long longestBody;
    private final LongSupplier nanos;

    // This object guards all these fields: the working thread writes them, the watch reads them.

    /** When the wait for the next piece of the body began. */
    private long readingSince = NOT;

    /** How long all pieces of the body were waited for, and how many bytes they were. */
    private long readNanos;

    private long readBytes;

    /** When the wait for the reader of a piece of the answer began, and how long that piece is. */
    private long writingSince = NOT;

    private long writingBytes;

    Exchange(EndPoint endPoint, Pace pace, long longestBody, LongSupplier nanos) {
        this.endPoint = endPoint;
        this.pace = pace;
        this.longestBody = longestBody;
        this.nanos = nanos;
    }

    /** Whether the client sends the body too slowly. */
    synchronized boolean stallsBody(long nowNanos) {
        return readingSince != NOT
                && pace.isTooSlow(readNanos + (nowNanos - readingSince), readBytes);
    }

    /**
     * Whether the client reads the answer too slowly. A piece counts as read only when all of it is
     * read, so the client has the time that the whole piece may take.
     */
    synchronized boolean stallsAnswer(long nowNanos) {
        return writingSince != NOT && pace.isTooSlow(nowNanos - writingSince, writingBytes);
    }

    /** Ends the connection. Threads that wait for this client wake up. */
    void abort() {
        endPoint.close();
    }

    private synchronized void awaits() {
        readingSince = nanos.getAsLong();
    }

    private synchronized void came() {
        readNanos += nanos.getAsLong() - readingSince;
        readingSince = NOT;
    }

    /** Returns whether the body is still within its bound. */
    private synchronized boolean read(int bytes) {
        readBytes += bytes;
        return readBytes <= longestBody;
    }

    private synchronized void writes(int bytes) {
        writingBytes = bytes;
        writingSince = nanos.getAsLong();
    }

    private synchronized void wrote() {
        writingSince = NOT;
    }

    Request watched(Request request) {
        return new Request.Wrapper(request) {
            @Override
            public void demand(Runnable ready) {
                awaits();
                super.demand(
                        Invocable.from(
                                Invocable.getInvocationType(ready),
                                () -> {
                                    came();
                                    ready.run();
                                }));
            }

            @Override
            public Content.@Nullable Chunk read() {
                Content.Chunk chunk = super.read();
                if (chunk == null || Exchange.this.read(chunk.remaining())) {
                    return chunk;
                }
                chunk.release();
                return Content.Chunk.from(new HttpException.IllegalStateException(413), true);
            }
        };
    }

    Response watched(Request request, Response response) {
        return new Response.Wrapper(request, response) {
            @Override
            public void write(boolean last, @Nullable ByteBuffer bytes, Callback callback) {
                writes(bytes == null ? 0 : bytes.remaining());
                super.write(last, bytes, Callback.from(Exchange.this::wrote, callback));
            }
        };
    }
}
