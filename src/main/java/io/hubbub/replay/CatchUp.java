package io.hubbub.replay;

import io.hubbub.client.Client;
import io.hubbub.client.Subscription;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A subscription that is sent messages from the log first. Until it has reached the log's end it
 * gets no live message. Only its lane touches it.
 *
 * <p>A live message is in the log too, so it need not be held until the log's end is near. But each
 * reading may find the end. So from before a page is read until the page is delivered, live
 * messages are held. If the page reached the log's end, the held messages beyond it follow, and the
 * subscription becomes like any other. Otherwise the held messages are dropped, because the next
 * page has them.
 *
 * <p>A message can be in the log before the lane hears of it. So the offset decides what was
 * delivered, never the order in which messages came.
 */
public final class CatchUp {

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Held(long offset, byte[] frame) {}

    private enum Phase {
        /** Live messages are dropped: the next page of the log will have them. */
        DISCARDING,
        /** A page is being read. Live messages are held. */
        HOLDING,
        /** The log's end was delivered, but the lane has not heard of all its messages yet. */
        CAUGHT_UP
    }

    private final Subscription subscription;
    private final RoomName room;
    private final Runnable onCaughtUp;
    private final RoomLogs log;
    private final int boundBytes;

    /** Everything that is read must be of this epoch. */
    private final String epoch;

    private final ArrayList<Held> held = new ArrayList<>();
    private int heldBytes;
    private Phase phase = Phase.DISCARDING;

    /** Every message up to this offset was delivered or is not wanted. */
    private long reached;

    /** Whether a hole before the next message would be a gap that the client was not told about. */
    private boolean strict;

    /** Where the subscription begins, as far as that is known. */
    private ReplayStart start;

    /** Called once when the start is known; null if nobody waits for it. */
    private @Nullable Consumer<ReplayStart> untold;

    /** Whether the subscription ended. */
    private boolean over;

    /** Whether the room's past was removed, and the room began anew. */
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

    /**
     * Has the exact start told as soon as it is known, which is when the log was read.
     *
     * @param told called once: when the start is known, or when the subscription ends before that
     */
    public void tellWhenFound(Consumer<ReplayStart> told) {
        untold = told;
    }

    /** The log was read. Called before anything of the page is delivered. */
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

    /** Holds live messages from now on. Call it before the log is read. */
    void hold() {
        phase = Phase.HOLDING;
    }

    /** The lane hears of a message. Called before the message is offered. */
    public void heard(String messageEpoch) {
        stale |= !messageEpoch.equals(epoch);
    }

    /** Whether the messages that should be read are gone, because the room began anew. */
    boolean isStale(String readEpoch) {
        return stale || !readEpoch.equals(epoch);
    }

    /**
     * Takes a live message. They come in the order of offsets. The message is held, or dropped
     * because the log has it.
     */
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

    /** Drops the held messages, so that the log is read once more. */
    public void discard() {
        if (phase == Phase.HOLDING) {
            phase = Phase.DISCARDING;
        }
        held.clear();
        heldBytes = 0;
    }

    /** Whether a page that begins at this offset would leave a hole. */
    boolean wouldSkip(long firstOffset) {
        return strict && firstOffset > reached + 1;
    }

    /** Delivers a message from the log. */
    void deliver(byte[] frame) {
        client().deliverMessage(frame, 1);
    }

    /**
     * A page was delivered.
     *
     * @param offset the last offset of the page
     * @param newest the end of the log when it was read
     * @return whether the page reached the log's end
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
     * Whether the subscription may get live messages: the lane heard of every message that was
     * read. If the room began anew, the lane heard of all of them before that.
     */
    public boolean isSettled(String seenEpoch, long seen) {
        return phase == Phase.CAUGHT_UP && (seen >= reached || !seenEpoch.equals(epoch));
    }

    boolean isCaughtUp() {
        return phase == Phase.CAUGHT_UP;
    }
}
