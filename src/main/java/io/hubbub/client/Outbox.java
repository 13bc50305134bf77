package io.hubbub.client;

import io.hubbub.budget.Account;
import io.hubbub.budget.Holding;
import io.hubbub.message.Refusal;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one client's socket, bounded in bytes. Only the client's lane touches
 * it. While the wire still writes what it took last, frames gather here; a client that does not
 * read makes it grow, and {@link #add} says when that went too far. What waits after a write is on
 * the client's account.
 *
 * <p>Members of a room share the bytes of its messages, and each has a part of them on its account:
 * all of a large room together would else be charged thousands of times what they hold. But no
 * frame counts as shared by more than a few, for the others may have read it long since.
 */
final class Outbox {

    /** A burst leaves a long array behind, which an idle client should not keep. */
    private static final int KEPT_BYTES = 64 * 1024;

    /** By how many a frame is held at most, as far as the account goes. */
    private static final int MOST_SHARERS = 16;

    /** What a frame takes beside its bytes. */
    private static final int FRAME_BYTES = 32;

    private final int boundBytes;
    private final Account account;

    /** Null while nothing ever had to wait. */
    private @Nullable Holding held;

    /** The parts of the waiting frames that are this client's; never more than there are bytes. */
    private long chargedBytes;

    /** Null until the first frame, and again after a burst. */
    private @Nullable ArrayDeque<byte[]> frames;

    /** The bytes in {@link #frames}; last words may bring it past what an int holds. */
    private long waitingBytes;

    /** The most bytes that {@link #frames} held since it was made. */
    private long peakBytes;

    /** What the wire took and has not written yet; 0 when it takes more. */
    private int writingBytes;

    /** What is to be done once little waits here; null while nothing is. */
    private @Nullable ArrayList<Runnable> awaiting;

    Outbox(int boundBytes, Account account) {
        this.boundBytes = boundBytes;
        this.account = account;
    }

    /**
     * Appends a frame; false, and nothing is changed, where it would not fit.
     *
     * @param sharers how many of the lane get the same bytes
     */
    boolean add(byte[] frame, int sharers) {
        // The first frame always fits, or a frame longer than the bound could never be sent.
        if (bytes() > 0 && bytes() + frame.length > boundBytes) {
            return false;
        }
        append(frame);
        chargedBytes += FRAME_BYTES + frame.length / Math.min(sharers, MOST_SHARERS);
        return true;
    }

    /** Accounts for what waits after a write; returns why that is too much. */
    @Nullable Refusal account() {
        if (bytes() == 0) {
            chargedBytes = 0;
        }
        if (held == null) {
            if (chargedBytes == 0) {
                return null;
            }
            held = account.passing();
        }
        // What the wire took is a copy of its own. Which frames went is not known, so that of those
        // that stay the dearest count.
        long most = waitingBytes + (long) FRAME_BYTES * (frames == null ? 0 : frames.size());
        chargedBytes = Math.min(chargedBytes, most);
        return held.hold(chargedBytes + writingBytes);
    }

    /** Throws away what waits and puts this in its place: the last words before a close. */
    void replace(byte[] frame) {
        if (frames != null) {
            frames.clear();
        }
        waitingBytes = 0;
        chargedBytes = 0;
        append(frame);
    }

    /** Appends a frame whatever waits: for last words only. */
    void append(byte[] frame) {
        ArrayDeque<byte[]> queue = frames;
        if (queue == null) {
            queue = new ArrayDeque<>();
            frames = queue;
        }
        queue.addLast(frame);
        waitingBytes += frame.length;
        peakBytes = Math.max(peakBytes, waitingBytes);
    }

    /** Gives the wire what it takes; returns at once where it is still busy. */
    void drainTo(Wire wire, ByteBuffer scratch) {
        ArrayDeque<byte[]> queue = frames;
        if (writingBytes > 0 || queue == null || queue.isEmpty()) {
            return;
        }
        writingBytes = wire.write(queue, scratch);
        waitingBytes = 0;
        for (byte[] frame : queue) {
            waitingBytes += frame.length;
        }
        if (queue.isEmpty() && peakBytes > KEPT_BYTES) {
            frames = null;
            peakBytes = 0;
        }
    }

    /** The wire wrote all that it took. */
    void written() {
        writingBytes = 0;
    }

    /** Whether the socket is behind: what is added now has to wait. */
    boolean isBehind() {
        return writingBytes > 0;
    }

    long bytes() {
        return waitingBytes + writingBytes;
    }

    /** Whether little waits: three quarters of the bound are free. */
    boolean isDrained() {
        return bytes() <= boundBytes / 4;
    }

    /** Keeps something to be done once little waits here. */
    void await(Runnable action) {
        if (awaiting == null) {
            awaiting = new ArrayList<>(1);
        }
        awaiting.add(action);
    }

    /** Does what was kept for when little waits here. */
    void announce() {
        ArrayList<Runnable> actions = awaiting;
        awaiting = null;
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    void clear() {
        frames = null;
        waitingBytes = 0;
        writingBytes = 0;
        peakBytes = 0;
        chargedBytes = 0;
    }
}
