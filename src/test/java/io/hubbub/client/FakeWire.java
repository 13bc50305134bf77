package io.hubbub.client;

import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A socket that remembers what was written to it. Made {@link #full}, it takes one more frame,
 * which it is writing until {@link #release}. Touched by its client's lane, or by a test whose lane
 * is not running.
 */
public final class FakeWire implements Wire {

    private final List<String> written = new ArrayList<>();
    private final List<String> writing = new ArrayList<>();
    private @Nullable Client client;
    private boolean full;
    private boolean broken;
    private boolean unread;
    private boolean answersClose = true;
    private boolean closed;
    private int writes;
    private int aborts;
    private int closes;
    private int closeCode;

    FakeWire of(Client newClient) {
        client = newClient;
        return this;
    }

    /** The other end stops reading. */
    public void full() {
        full = true;
    }

    /** The other end stops reading, and does not answer a close either. */
    public void freeze() {
        full = true;
        answersClose = false;
    }

    /** The other end reads again. */
    public void release() {
        full = false;
        written.addAll(writing);
        writing.clear();
        client.writable();
    }

    /** Each write fails from here on. */
    void breaks() {
        broken = true;
    }

    /** Whether the system holds something that the other end sent. */
    void unread(boolean newUnread) {
        unread = newUnread;
    }

    @Override
    public boolean isUnread() {
        return unread;
    }

    @Override
    public int write(Queue<byte[]> frames, ByteBuffer scratch) {
        // The greeting, which these tests are not about, is empty.
        if (frames.removeIf(frame -> frame.length == 0) && frames.isEmpty()) {
            return 0;
        }
        writes++;
        if (broken) {
            frames.remove();
            throw new IllegalStateException("broken on purpose");
        }
        if (closed) {
            throw new AssertionError("written to after its close");
        }
        if (full) {
            byte[] frame = frames.remove();
            writing.add(text(frame));
            return frame.length;
        }
        for (byte[] frame = frames.poll(); frame != null; frame = frames.poll()) {
            written.add(text(frame));
        }
        return 0;
    }

    @Override
    public void close(int code, String reason) {
        closes++;
        closed = true;
        closeCode = code;
        if (answersClose) {
            client.ended();
        }
    }

    @Override
    public void abort() {
        if (aborts++ == 0) {
            client.ended();
        }
    }

    /** What the other end has read. */
    public List<String> read() {
        return List.copyOf(written);
    }

    int writes() {
        return writes;
    }

    int aborts() {
        return aborts;
    }

    int closes() {
        return closes;
    }

    /** 0 while it was not closed. */
    public int closeCode() {
        return closeCode;
    }

    private static String text(byte[] frame) {
        return new String(frame, StandardCharsets.UTF_8);
    }
}
