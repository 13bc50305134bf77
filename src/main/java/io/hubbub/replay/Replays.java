package io.hubbub.replay;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.client.Lane;
import io.hubbub.client.Lanes;
import io.hubbub.engine.From;
import io.hubbub.engine.Logged;
import io.hubbub.engine.Page;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends subscriptions what they missed, page by page. A page is read on a reader's thread, because
 * reading may wait for a disk, and is delivered on the client's lane. The next page is read when
 * little of this one still waits for the socket. A client is sent one page at a time, however many
 * rooms it subscribed to, so that old messages fill neither its outbox nor its lane.
 */
public final class Replays {

    /** The most messages of a page, which bounds what a lane does at once for one client. */
    private static final int PAGE_MESSAGES = 128;

    private static final int PAGE_BYTES = 64 * 1024;

    /**
     * A page takes at most one of this many parts of an outbox, and so do the messages that are
     * held meanwhile.
     */
    private static final int OUTBOX_PARTS = 4;

    private static final Logger log = LoggerFactory.getLogger(Replays.class);

    /** A page, encoded for one client. */
    private record Written(
            List<byte[]> frames, String epoch, long oldest, long first, long last, long newest) {}

    private final Executor readers;
    private final BiPredicate<Client, RoomName> isMember;
    private final int pageBytes;

    /** Added to by lanes, read by any thread. */
    private final LongAdder replayed = new LongAdder();

    /**
     * For each lane: the replays of each of its clients, in the order of their turns. The first of
     * a client is the one that reads. Each map is touched by its lane only.
     */
    private final List<Map<Client, ArrayDeque<CatchUp>>> waiting = new ArrayList<>();

    public Replays(
            Lanes lanes,
            long outboxBytes,
            Executor readers,
            BiPredicate<Client, RoomName> isMember) {
        this.readers = readers;
        this.isMember = isMember;
        pageBytes = (int) Math.min(PAGE_BYTES, outboxBytes / OUTBOX_PARTS);
        lanes.all().forEach(_ -> waiting.add(new IdentityHashMap<>()));
    }

    /** The most bytes that are held for a subscription while a page is read. */
    public int pageBytes() {
        return pageBytes;
    }

    /** How many messages were read from a log and delivered. */
    public long replayed() {
        return replayed.sum();
    }

    /** Begins a replay. Called on the client's lane. */
    public void start(CatchUp catchUp, Lane lane) {
        Client client = catchUp.client();
        if (client.isClosing() || catchUp.isOver()) {
            catchUp.end();
            return;
        }
        ArrayDeque<CatchUp> turns =
                waiting.get(lane.index()).computeIfAbsent(client, _ -> new ArrayDeque<>(1));
        turns.add(catchUp);
        if (turns.size() == 1) {
            next(catchUp, lane);
        }
    }

    /** Forgets a client that ended. Called on its lane. */
    public void end(Client client, Lane lane) {
        ArrayDeque<CatchUp> turns = waiting.get(lane.index()).remove(client);
        if (turns != null) {
            turns.forEach(CatchUp::end);
        }
    }

    private void next(CatchUp catchUp, Lane lane) {
        catchUp.client().whenDrained(() -> read(catchUp, lane));
    }

    private void read(CatchUp catchUp, Lane lane) {
        if (catchUp.isOver() || catchUp.client().isClosing()) {
            finish(catchUp, lane);
            return;
        }
        catchUp.hold();
        long after = catchUp.reached();
        readers.execute(() -> {
            try {
                Written page = write(catchUp, after);
                lane.execute(_ -> arrived(catchUp, page, lane));
            } catch (RuntimeException | Error e) {
                log.error("The log of {} cannot be read", catchUp.room(), e);
                lane.execute(_ -> failed(catchUp, ErrorCode.SERVER_ERROR, lane));
            }
        });
    }

    /** Reads and encodes a page. Called on a reader's thread. */
    private Written write(CatchUp catchUp, long after) {
        RoomName name = catchUp.room();
        Page page = catchUp.log().read(name, new From.After(after), PAGE_MESSAGES, pageBytes);
        List<Logged> messages = page.messages();
        long newest = page.span().newest();
        List<byte[]> frames = new ArrayList<>(messages.size());
        for (Logged logged : messages) {
            if (isFor(catchUp.client(), logged, name)) {
                frames.add(frame(catchUp, logged));
            }
        }
        return messages.isEmpty()
                ? new Written(frames, page.span().epoch(), newest + 1, newest + 1, newest, newest)
                : new Written(
                        frames,
                        page.span().epoch(),
                        page.span().oldest(),
                        messages.getFirst().position().offset(),
                        messages.getLast().position().offset(),
                        newest);
    }

    /** Whether the client would have got the message through this room if it had been a member. */
    private boolean isFor(Client client, Logged logged, RoomName through) {
        Routing routing = logged.routing();
        if (routing.exceptClients().contains(client.id())
                || (!routing.echo() && client.id().equals(logged.message().client()))) {
            return false;
        }
        for (RoomName room : logged.rooms()) {
            if (room.equals(through)) {
                break;
            }
            if (isMember.test(client, room)) {
                return false;
            }
        }
        return routing.exceptRooms().stream().noneMatch(room -> isMember.test(client, room));
    }

    /**
     * Encodes a message from the log. A sender that wanted no echo may have come back as another
     * client. A header then lets that client recognise its own message.
     */
    private static byte[] frame(CatchUp catchUp, Logged logged) {
        boolean echo = logged.routing().echo();
        Message message = echo ? logged.message() : logged.message().with("echo", "false");
        String id = logged.position().toString();
        Envelope envelope = new Envelope(catchUp.subscription().source().channel(), id, message);
        return catchUp.subscription().dialect().encode(envelope);
    }

    private void arrived(CatchUp catchUp, Written page, Lane lane) {
        if (catchUp.isOver() || catchUp.client().isClosing()) {
            finish(catchUp, lane);
            return;
        }
        if (catchUp.isStale(page.epoch) || catchUp.wouldSkip(page.first)) {
            failed(catchUp, ErrorCode.HISTORY_GONE, lane);
            return;
        }
        catchUp.found(page.first, page.oldest);
        page.frames.forEach(catchUp::deliver);
        replayed.add(page.frames.size());
        if (catchUp.advance(page.last, page.newest)) {
            finish(catchUp, lane);
        } else {
            next(catchUp, lane);
        }
    }

    private void failed(CatchUp catchUp, ErrorCode code, Lane lane) {
        if (!catchUp.isOver()) {
            // The log file must not say that the client was too slow when the disk failed.
            Departure reason =
                    code == ErrorCode.HISTORY_GONE
                            ? Departure.HISTORY_GONE
                            : Departure.SERVER_ERROR;
            catchUp.client().fail(new Refusal(code), reason);
            // This comes after the failure, so that the client is no longer told where its
            // subscription begins.
            lane.execute(_ -> catchUp.end());
        }
        finish(catchUp, lane);
    }

    /** Ends this replay's turn. The client's next replay begins. */
    private void finish(CatchUp catchUp, Lane lane) {
        Map<Client, ArrayDeque<CatchUp>> ofLane = waiting.get(lane.index());
        ArrayDeque<CatchUp> turns = ofLane.get(catchUp.client());
        if (turns == null || turns.peekFirst() != catchUp) {
            return;
        }
        turns.removeFirst();
        if (turns.isEmpty()) {
            ofLane.remove(catchUp.client());
        } else {
            next(turns.getFirst(), lane);
        }
    }
}
