package io.hubbub.replay;

import io.hubbub.client.Client;
import io.hubbub.client.Subscription;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.RoomName;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * A subscription that reads from the log what was said before, and meanwhile gets nothing live. Its
 * lane owns all of it.
 *
 * <p>What is said meanwhile is in the log too, so it may be thrown away, but for the last stretch:
 * from before the log is read until what was read is delivered, live messages are held. Where that
 * reading found the log's end, those held that it did not find follow, and the subscription is as
 * any other. A message can be in the log before the lane hears of it: so the offset that was
 * reached decides, never the order in which things came.
 */
public final class CatchUp {

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Held(long offset, byte[] frame) {}

    private enum Phase {
        /** What comes live is in the log by the time it is read again. */
        DISCARDING,
        /** What comes live is kept, as the log is being read. */
        HOLDING,
        /** At the end of the log; the lane has not heard of all of it yet. */
        CAUGHT_UP
    }

    private final Subscription subscription;
    private final RoomName room;
    private final Runnable onCaughtUp;
    private final RoomLogs log;
    private final int boundBytes;

    /** What it reads is of this epoch. */
    private final String epoch;

    private final ArrayList<Held> held = new ArrayList<>();
    private int heldBytes;
    private Phase phase = Phase.DISCARDING;

    /** Up to this offset everything was delivered or is not wanted. */
    private long reached;

    /** Whether a hole before the next message would be one that the client does not know of. */
    private boolean strict;

    /** Where it begins, as far as that is known. */
    private ReplayStart start;

    /** Who waits to be told so; null where nobody does. */
    private @Nullable Consumer<ReplayStart> untold;

    /** Whether the subscription ended. */
    private boolean over;

    /** Whether the room was removed, and has begun anew without it. */
    private boolean stale;

    /**
     * @param boundBytes the most that is held while the log is read
     * @param onCaughtUp run on the lane when the end of the log was delivered
     */
    public CatchUp(
            Subscription subscription,
            RoomName room,
            RoomLogs log,
            ReplayStart start,
            int boundBytes,
            Runnable onCaughtUp) {
        this.subscription = subscription;
        this.room = room;
        this.onCaughtUp = onCaughtUp;
        this.log = log;
        this.boundBytes = boundBytes;
        this.start = start;
        epoch = start.live().epoch();
        reached = start.after();
        strict = Boolean.TRUE.equals(start.recovered());
    }

    public Subscription subscription() {
        return subscription;
    }

    public Client client() {
        return subscription.client();
    }

    RoomName room() {
        return room;
    }

    RoomLogs log() {
        return log;
    }

    long reached() {
        return reached;
    }

    boolean isOver() {
        return over;
    }

    public void end() {
        over = true;
        discard();
        tell(start.unknown());
    }

    /** How much is gone is known only once the log is read: then it is told, or at the end. */
    public void tellWhenFound(Consumer<ReplayStart> told) {
        untold = told;
    }

    /** The log was read, for the first time or again; before anything of it is delivered. */
    void found(long first, long oldest) {
        ReplayStart.Gap gap = start.gap();
        if (untold != null && gap != null) {
            start = start.found(gap, first, oldest);
            tell(start);
        }
    }

    private void tell(ReplayStart known) {
        Consumer<ReplayStart> told = untold;
        untold = null;
        if (told != null) {
            told.accept(known);
        }
    }

    /** To be called before the log is read. */
    void hold() {
        phase = Phase.HOLDING;
    }

    /** The lane hears of a message, before it is offered. */
    public void heard(String messageEpoch) {
        stale |= !messageEpoch.equals(epoch);
    }

    /** Whether what it was to read is gone, as the room is another by now. */
    boolean isStale(String readEpoch) {
        return stale || !readEpoch.equals(epoch);
    }

    /** A live message, in its place: to be held, or left to the log. */
    public void offer(long offset, byte[] frame) {
        if (phase != Phase.HOLDING) {
            return;
        }
        if (heldBytes > 0 && heldBytes + frame.length > boundBytes) {
            discard();
            return;
        }
        held.add(new Held(offset, frame));
        heldBytes += frame.length;
    }

    /** A live message that cannot be held: the log is to be read once more. */
    public void discard() {
        if (phase == Phase.HOLDING) {
            phase = Phase.DISCARDING;
        }
        held.clear();
        heldBytes = 0;
    }

    /** Whether a page that begins there would leave a hole. */
    boolean wouldSkip(long firstOffset) {
        return strict && firstOffset > reached + 1;
    }

    /** Delivers a message from the log. */
    void deliver(byte[] frame) {
        client().deliverMessage(frame, 1);
    }

    /**
     * What was read is delivered.
     *
     * @param offset up to which
     * @param newest the end of the log when it was read
     * @return whether that was all
     */
    boolean advance(long offset, long newest) {
        reached = Math.max(reached, offset);
        strict = true;
        if (phase != Phase.HOLDING || reached < newest) {
            discard();
            return false;
        }
        for (Held message : held) {
            if (message.offset > reached) {
                deliver(message.frame);
                reached = message.offset;
            }
        }
        discard();
        phase = Phase.CAUGHT_UP;
        onCaughtUp.run();
        return true;
    }

    /**
     * Whether it may take its place among the others: the lane heard of all that was read. Of a
     * past that is gone it heard it all, as that was told before it went.
     */
    public boolean isSettled(String seenEpoch, long seen) {
        return phase == Phase.CAUGHT_UP && (seen >= reached || !seenEpoch.equals(epoch));
    }

    boolean isCaughtUp() {
        return phase == Phase.CAUGHT_UP;
    }
}
