package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.client.Lane;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.question.Question;
import io.hubbub.replay.CatchUp;
import io.hubbub.wire.Dialect;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication on its way into the outboxes: the same task on each lane that has members. The
 * last lane to finish reports that the message is handed over.
 */
final class Delivery implements Lane.Task {

    /** One room that the message goes to, and what its members read. */
    static final class Route {

        /** More dialects than this in one room are rare and not worth remembering. */
        private static final int REMEMBERED = 8;

        private final Room room;
        private final @Nullable Position position;
        private final Envelope envelope;

        /** Guarded by this: lanes share what is encoded. */
        private final Dialect[] dialects = new Dialect[REMEMBERED];

        private final byte[][] frames = new byte[REMEMBERED][];
        private int encoded;

        Route(Room room, @Nullable Position position, Envelope envelope) {
            this.room = room;
            this.position = position;
            this.envelope = envelope;
        }

        Room room() {
            return room;
        }

        /** Null where the message has none. */
        @Nullable Position position() {
            return position;
        }

        private synchronized byte[] encode(Dialect dialect) {
            for (int i = 0; i < encoded; i++) {
                if (dialects[i].equals(dialect)) {
                    return frames[i];
                }
            }
            byte[] frame = dialect.format().message(envelope, dialect.subscription());
            if (encoded < REMEMBERED) {
                dialects[encoded] = dialect;
                frames[encoded++] = frame;
            }
            return frame;
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    /** Marks a client that an excepted room excludes; no route has this number. */
    private static final int EXCLUDED = -1;

    private final List<Route> routes;
    private final List<Room> exceptRooms;
    private final @Nullable Client skipped;
    private final Set<String> exceptClients;
    private final boolean ephemeral;
    private final int bytes;
    private final @Nullable Question question;
    private final AtomicInteger lanesLeft;
    private final Runnable handedOver;
    private final LongAdder dropped;

    Delivery(
            List<Route> routes,
            List<Room> exceptRooms,
            Publication publication,
            int lanes,
            Runnable handedOver,
            LongAdder dropped) {
        this.routes = routes;
        this.exceptRooms = exceptRooms;
        this.skipped = publication.skipped();
        this.exceptClients = Set.copyOf(publication.exceptClients());
        this.ephemeral = publication.ephemeral();
        this.bytes = publication.message().body().length;
        this.question = publication.question();
        this.lanesLeft = new AtomicInteger(lanes);
        this.handedOver = handedOver;
        this.dropped = dropped;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public void run(Lane lane) {
        try {
            boolean marking = routes.size() > 1 || !exceptRooms.isEmpty();
            long mark = marking ? lane.nextMark() : 0;
            for (Room room : exceptRooms) {
                for (Shard.Group group : room.shard(lane.index()).groups()) {
                    for (int i = 0; i < group.size(); i++) {
                        group.get(i).client().mark(mark, EXCLUDED);
                    }
                }
            }
            for (int i = 0; i < routes.size(); i++) {
                deliver(routes.get(i), lane, marking, mark, i);
            }
        } finally {
            // Also after a failure: whoever waits for the receipt is not to wait for ever.
            if (lanesLeft.decrementAndGet() == 0) {
                handedOver.run();
            }
        }
    }

    /** Null where it failed: those who would miss the message are closed, a gap is worse. */
    private static byte @Nullable [] encode(Route route, Shard.Group group) {
        try {
            return route.encode(group.dialect());
        } catch (RuntimeException e) {
            log.error("A message to {} could not be written", route.room.name(), e);
            Refusal refusal = new Refusal(ErrorCode.SERVER_ERROR);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).client().fail(refusal, null, Departure.SERVER_ERROR);
            }
            return null;
        }
    }

    private void deliver(Route route, Lane lane, boolean marking, long mark, int number) {
        Shard shard = route.room.shard(lane.index());
        for (Shard.Group group : shard.groups()) {
            byte[] frame = encode(route, group);
            if (frame == null) {
                continue;
            }
            for (int i = 0; i < group.size(); i++) {
                Client client = group.get(i).client();
                if (!isFor(client, marking, mark, number)) {
                    continue;
                }
                if (ephemeral && client.isBehind()) {
                    dropped.increment();
                } else {
                    if (question != null) {
                        // First: nobody is to answer what nobody waits for.
                        question.expect(client);
                    }
                    client.deliverMessage(frame, group.size());
                }
            }
        }
        for (CatchUp catchUp : shard.catchingUp()) {
            if (route.position != null) {
                catchUp.heard(route.position.epoch());
            }
            if (isFor(catchUp.client(), marking, mark, number)) {
                offer(catchUp, route);
            }
        }
        if (route.position != null) {
            shard.seen(route.position);
        }
    }

    /** To one that still reads the past, behind which this has to wait. */
    private void offer(CatchUp catchUp, Route route) {
        if (route.position == null) {
            dropped.increment();
        } else if (question != null) {
            // It is late: it reads what was asked, and is not waited for.
            catchUp.discard();
        } else {
            catchUp.offer(route.position.offset(), route.encode(catchUp.subscription().dialect()));
        }
    }

    /** Whether a client is to get it; notes that it met this one. */
    private boolean isFor(Client client, boolean marking, long mark, int number) {
        if (client == skipped
                || client.isClosing()
                || (marking && client.isMarked(mark, number))
                || exceptClients.contains(client.id())) {
            return false;
        }
        if (marking) {
            client.mark(mark, number);
        }
        return true;
    }
}
