package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Events;
import io.hubbub.client.Lane;
import io.hubbub.client.Subscription;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Namespace;
import io.hubbub.namespace.Policy;
import io.hubbub.replay.CatchUp;
import io.hubbub.replay.ReplayRequest;
import io.hubbub.replay.ReplayStart;
import io.hubbub.replay.Replays;
import io.hubbub.wire.Dialect;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a client becomes a member. The join takes the client's monitor and then the room's. While it
 * holds both, it gets its place among the room's messages. It takes effect on the client's lane.
 */
final class Joining {

    private final RoomTable rooms;
    private final FanOut fanOut;
    private final Replays replays;
    private final Events events;
    private final MembershipListener memberships;

    Joining(
            RoomTable rooms,
            FanOut fanOut,
            Replays replays,
            Events events,
            MembershipListener memberships) {
        this.rooms = rooms;
        this.fanOut = fanOut;
        this.replays = replays;
        this.events = events;
        this.memberships = memberships;
    }

    /**
     * Subscribes a client to a room. May wait, so call it under no monitor.
     *
     * @param admission see {@link Rooms#join}
     * @param charged whether a room that the join creates is charged to the client. If so, another
     *     room may give way to it
     * @return why the client may not join; null if it joined
     */
    @Nullable Refusal join(
            Client client,
            RoomName name,
            Supplier<Result<Namespace>> admission,
            String subscriptionId,
            Dialect dialect,
            ReplayRequest request,
            Joined joined,
            boolean charged) {
        Policy policy;
        switch (admission.get()) {
            case Result.Done<Namespace>(Namespace entered) -> policy = entered.policy();
            case Result.Refused<Namespace>(Refusal refusal) -> {
                return refusal;
            }
        }
        if (charged) {
            boolean unused = rooms.space().makeSpace(name);
        }
        while (true) {
            Room room;
            switch (rooms.open(name, policy, charged ? client : null)) {
                case Result.Done<Room>(Room opened) -> room = opened;
                case Result.Refused<Room>(Refusal refusal) -> {
                    return refusal;
                }
            }
            fanOut.follow(room);
            Past past = Past.of(room, request);
            Subscription wanted = new Subscription(client, subscriptionId, room, dialect);
            synchronized (client) {
                // A thread that withdraws the client's rights does so under this monitor. So what
                // is decided here holds until the client is a member.
                Result<Namespace> decided = admission.get();
                synchronized (room) {
                    if (room.isVacated() || past.isOver(room)) {
                        // Meanwhile the room's last member left, and another room may have its
                        // name. Or the room's log was removed. In both cases the join begins anew.
                        continue;
                    }
                    Refusal refusal =
                            decided instanceof Result.Refused<Namespace>(Refusal why)
                                    ? why
                                    : enrol(wanted, room, policy, request, past, joined);
                    if (refusal != null && room.vacateIfEmpty()) {
                        // The room never had a member, so nobody was told that it exists.
                        rooms.remove(room);
                    }
                    return refusal;
                }
            }
        }
    }

    /**
     * What the engine said, before the monitors were taken, about the position that a client comes
     * back with.
     *
     * @param held whether the position belongs to the room's past
     * @param epoch the epoch of the room's log at that time
     */
    private record Past(boolean held, String epoch) {

        static Past of(Room room, ReplayRequest request) {
            Position since = request.since();
            String epoch = room.tail().span().epoch();
            return new Past(since != null && room.logs().holds(room.name(), since), epoch);
        }

        /** Whether the room's log was removed or lost since then. */
        boolean isOver(Room room) {
            return !room.tail().span().epoch().equals(epoch);
        }
    }

    /** Makes the client a member, or returns why not. Called while both monitors are held. */
    private @Nullable Refusal enrol(
            Subscription wanted,
            Room room,
            Policy policy,
            ReplayRequest request,
            Past past,
            Joined joined) {
        Client client = wanted.client();
        boolean full = policy.maxMembers() > 0 && room.memberCount() >= policy.maxMembers();
        if (full && !room.isMember(client)) {
            return new Refusal(ErrorCode.ROOM_FULL);
        }
        boolean entering = !Leaving.isInNamespace(client, room.name().namespace());
        Refusal refusal = client.subscribe(wanted);
        if (refusal != null) {
            return refusal;
        }
        if (room.memberCount() == 0) {
            events.publish(new RoomEvent.Created(room.name()));
        }
        boolean newMember = room.enrol(wanted);
        ReplayStart start = ReplayStart.of(request, past.held(), room.span());
        client.lane().execute(lane -> takeEffect(wanted, room, start, joined, lane));
        if (entering) {
            String namespace = room.name().namespace();
            events.publish(new RoomEvent.NamespaceEntered(client.id(), client.user(), namespace));
        }
        if (newMember) {
            memberships.joined(client, room.name());
            events.publish(new RoomEvent.Joined(client.id(), client.user(), room.name()));
        }
        return null;
    }

    /** Called on the client's lane. */
    private void takeEffect(
            Subscription wanted, Room room, ReplayStart start, Joined joined, Lane lane) {
        if (wanted.client().isClosing()) {
            // The client reads nothing any more, but the caller waits to hear of the join.
            joined.accept(start, () -> {});
            return;
        }
        Shard shard = room.shard(lane.index());
        shard.seen(start.live());
        if (start.missed() == 0) {
            shard.add(wanted);
            joined.accept(start, () -> {});
            return;
        }
        CatchUp catchUp =
                new CatchUp(
                        wanted,
                        room.name(),
                        room.logs(),
                        start,
                        replays.pageBytes(),
                        shard::settle);
        shard.await(catchUp);
        if (start.gap() == null) {
            joined.accept(start, () -> lane.execute(_ -> replays.start(catchUp, lane)));
        } else {
            // Nobody knows the exact gap before the log is read.
            catchUp.tellWhenFound(exact -> joined.accept(exact, () -> {}));
            replays.start(catchUp, lane);
        }
    }
}
