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
 * it. Frames gather here while the wire still writes what it took last. The outbox of a client that
 * does not read grows, and {@link #add} says when it is full. What still waits after a write counts
 * as held for the client.
 *
 * <p>Members of a room share the bytes of its messages, and each is charged a part of them.
 * Otherwise the members of a large room would be charged thousands of times what they hold
 * together. But a frame counts as shared by a few members at most, because the others may have read
 * it long ago.
 */
final class Outbox {

    /** After a burst of more than this the queue is dropped, because its array has become long. */
    private static final int KEPT_BYTES = 64 * 1024;

    /** How many clients share a frame at most, as far as the account is concerned. */
    private static final int MOST_SHARERS = 16;

    /** What an outbox has room for at first: an idle client keeps the array. */
    private static final int FEW_FRAMES = 2;

    /** What a frame takes beside its bytes. */
    private static final int FRAME_BYTES = 32;

    private final int boundBytes;
    private final Account account;

    /** Null while nothing ever had to wait. */
    private @Nullable Holding held;

    /** This client's part of the waiting frames; never more than their bytes. */
    private long chargedBytes;

    /** Null until the first frame, and again after a burst. */
    private @Nullable ArrayDeque<byte[]> frames;

    /** The bytes in {@link #frames}. The last frame before a close may exceed the bound. */
    private long waitingBytes;

    /** The most bytes that {@link #frames} held since it was made. */
    private long peakBytes;

    /** How much the wire took and has not written yet; 0 if it is ready for more. */
    private int writingBytes;

    /** What to run once little waits here; null while there is nothing to run. */
    private @Nullable ArrayList<Runnable> awaiting;

    Outbox(int boundBytes, Account account) {
        this.boundBytes = boundBytes;
        this.account = account;
    }

    /**
     * Appends a frame. If the frame does not fit, this returns false and changes nothing.
     *
     * @param sharers how many clients of the lane get the same bytes
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

    /** Charges what waits after a write. Returns why that is too much; null if it is granted. */
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
        // The wire took a copy of its own. Nobody knows which frames it took, so the most expensive
        // ones count as still waiting.
        long most = waitingBytes + (long) FRAME_BYTES * (frames == null ? 0 : frames.size());
        chargedBytes = Math.min(chargedBytes, most);
        return held.hold(chargedBytes + writingBytes);
    }

    /** Replaces everything that waits with the last frame before a close. */
    void replace(byte[] frame) {
        if (frames != null) {
            frames.clear();
        }
        waitingBytes = 0;
        chargedBytes = 0;
        append(frame);
    }

    /** Appends a frame, no matter how much waits. Only for the last frames before a close. */
    void append(byte[] frame) {
        ArrayDeque<byte[]> queue = frames;
        if (queue == null) {
            queue = new ArrayDeque<>(FEW_FRAMES);
            frames = queue;
        }
        queue.addLast(frame);
        waitingBytes += frame.length;
        peakBytes = Math.max(peakBytes, waitingBytes);
    }

    /** Gives the wire what it takes. Returns at once if the wire is still busy. */
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

    /** The wire wrote everything that it took. */
    void written() {
        writingBytes = 0;
    }

    /** Whether a frame that is added now has to wait for the socket. */
    boolean isBehind() {
        return writingBytes > 0;
    }

    long bytes() {
        return waitingBytes + writingBytes;
    }

    /** Whether little waits: at least three quarters of the bound are free. */
    boolean isDrained() {
        return bytes() <= boundBytes / 4;
    }

    /** Keeps an action, to run it once little waits here. */
    void await(Runnable action) {
        if (awaiting == null) {
            awaiting = new ArrayList<>(1);
        }
        awaiting.add(action);
    }

    /** Runs the kept actions. */
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
