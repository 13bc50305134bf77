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
import io.hubbub.wire.Encodings;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way to the outboxes of one room's members. Each lane that has members runs
 * this same task.
 */
final class Delivery implements Lane.Task {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Room room;
    private final @Nullable Position position;
    private final Spread spread;
    private final Encodings encodings;
    private final List<Room> exceptRooms;
    private final LongAdder dropped;

    /**
     * @param position null for a volatile message, which is dropped for a client that is behind
     * @param exceptRooms whose members do not get the message
     * @param dropped counts volatile messages that are dropped
     */
    Delivery(
            Room room,
            @Nullable Position position,
            Envelope envelope,
            Spread spread,
            List<Room> exceptRooms,
            LongAdder dropped) {
        this.room = room;
        this.position = position;
        this.spread = spread;
        this.encodings = new Encodings(envelope);
        this.exceptRooms = exceptRooms;
        this.dropped = dropped;
    }

    @Override
    public int bytes() {
        return spread.message().body().length;
    }

    @Override
    public void run(Lane lane) {
        try {
            long mark = exceptRooms.isEmpty() ? 0 : markExcepted(lane);
            Shard shard = room.shard(lane.index());
            for (Shard.Group group : shard.groups()) {
                deliver(group, lane, mark);
            }
            for (CatchUp catchUp : shard.catchingUp()) {
                if (position != null) {
                    catchUp.heard(position.epoch());
                }
                if (isFor(catchUp.client(), lane, mark)) {
                    offer(catchUp);
                }
            }
            if (position != null) {
                shard.seen(position);
            }
        } finally {
            spread.done();
        }
    }

    /** Marks the members of the excepted rooms on this lane; returns the mark, which is not 0. */
    private long markExcepted(Lane lane) {
        long mark = lane.nextMark();
        for (Room excepted : exceptRooms) {
            for (Shard.Group group : excepted.shard(lane.index()).groups()) {
                for (int i = 0; i < group.size(); i++) {
                    group.get(i).client().mark(mark);
                }
            }
        }
        return mark;
    }

    private void deliver(Shard.Group group, Lane lane, long mark) {
        byte[] frame = encode(group);
        if (frame == null) {
            return;
        }
        Question question = spread.question();
        for (int i = 0; i < group.size(); i++) {
            Client client = group.get(i).client();
            if (!isFor(client, lane, mark)) {
                continue;
            }
            if (position == null && client.isBehind()) {
                dropped.increment();
            } else {
                if (question != null) {
                    // This comes first, so that a client that answers at once is already expected.
                    question.expect(client);
                }
                client.deliverMessage(frame, group.size());
            }
        }
    }

    /**
     * Encodes the message for a group; null if that failed. Then the group's clients are closed,
     * because a gap would be worse.
     */
    private byte @Nullable [] encode(Shard.Group group) {
        try {
            return encodings.of(group.dialect());
        } catch (RuntimeException e) {
            log.error("A message to {} could not be written", room.name(), e);
            Refusal refusal = new Refusal(ErrorCode.SERVER_ERROR);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).client().fail(refusal, Departure.SERVER_ERROR);
            }
            return null;
        }
    }

    /** Gives the message to a client that still reads old messages. It follows them. */
    private void offer(CatchUp catchUp) {
        if (position == null) {
            dropped.increment();
        } else if (spread.question() != null) {
            // The client is late. It will read the question in the log, but nobody waits for its
            // answer.
            catchUp.discard();
        } else {
            Dialect dialect = catchUp.subscription().dialect();
            catchUp.offer(position.offset(), encodings.of(dialect));
        }
    }

    /**
     * @param mark what clients of excepted rooms are marked with; 0 if there are none
     */
    private boolean isFor(Client client, Lane lane, long mark) {
        return (mark == 0 || !client.isMarked(mark)) && spread.isFor(client, room, lane);
    }
}
