package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.message.Refusal;
import io.hubbub.message.Result;
import io.hubbub.message.RoomName;
import io.hubbub.namespace.Policy;
import io.hubbub.quota.Makers;
import io.hubbub.quota.RoomSpace;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that exist now, by name. A room is in the table from its first join until its last
 * member leaves. Safe for every thread.
 */
final class RoomTable {

    /** Written by every thread that joins or leaves. A room is removed under its own monitor. */
    private final ConcurrentHashMap<RoomName, Room> rooms = new ConcurrentHashMap<>();

    private final Stores stores;
    private final Makers<Client> makers;
    private final int lanes;
    private final RoomSpace space;

    /**
     * @param makers gives the user and the network that a client's new room is charged to
     */
    RoomTable(Stores stores, Makers<Client> makers, int lanes) {
        this.stores = stores;
        this.makers = makers;
        this.lanes = lanes;
        space =
                new RoomSpace(
                        stores.quotas(), stores::keeper, stores.maxRooms(), rooms::containsKey);
    }

    /** Bounds how many rooms there are. */
    RoomSpace space() {
        return space;
    }

    @Nullable Room get(RoomName name) {
        return rooms.get(name);
    }

    boolean contains(RoomName name) {
        return rooms.containsKey(name);
    }

    int size() {
        return rooms.size();
    }

    /**
     * Finds or creates a room. The room's last member may leave before this returns. Then the room
     * is vacated, another room may have its name, and the caller has to ask again.
     *
     * @param creator the client that a new room is charged to; null if nobody is charged
     */
    Result<Room> open(RoomName name, Policy policy, @Nullable Client creator) {
        Room found = rooms.get(name);
        if (found != null) {
            return Result.done(found);
        }
        Refusal[] refused = {null};
        Room opened =
                rooms.computeIfAbsent(
                        name,
                        _ ->
                                switch (create(name, policy, creator)) {
                                    case Result.Done<Room>(Room room) -> room;
                                    case Result.Refused<Room>(Refusal refusal) -> {
                                        refused[0] = refusal;
                                        yield null;
                                    }
                                });
        return opened != null
                ? Result.done(opened)
                : Result.refused(Objects.requireNonNull(refused[0]));
    }

    /**
     * Counts and creates a room. The map adds the room in the same step. So no join sees a room
     * that is not counted, or a counted room that is not in the map.
     */
    private Result<Room> create(RoomName name, Policy policy, @Nullable Client creator) {
        RoomLogs logs = stores.engine(name.namespace());
        boolean kept = logs.keeps() && logs.span(name).newest() > 0;
        Maker maker = kept || creator == null ? null : makers.of(creator);
        Refusal refusal = kept ? null : space.hold(name, maker, policy.maxRooms());
        if (refusal != null) {
            return Result.refused(refusal);
        }
        Room room = new Room(name, maker, logs, lanes);
        if (kept) {
            room.uncount();
        }
        return Result.done(room);
    }

    /**
     * Removes a vacated room and stops counting it, in one step of the map. Then stops following
     * the room's log. Call this while holding the room's monitor.
     */
    void remove(Room room) {
        rooms.computeIfPresent(
                room.name(),
                (_, current) -> {
                    if (current != room) {
                        return current;
                    }
                    release(room);
                    return null;
                });
        room.tail().close();
    }

    /**
     * Notes that a room's first message was kept. From now on, the room is counted by its log. Call
     * this while holding the room's monitor.
     */
    void kept(Room room) {
        release(room);
        room.uncount();
    }

    private void release(Room room) {
        if (room.isCounted()) {
            space.release(room.name(), room.maker());
        }
    }

    /** The members as they are now; none if the room does not exist. */
    List<Client> members(RoomName name) {
        Room room = rooms.get(name);
        if (room == null) {
            return List.of();
        }
        synchronized (room) {
            return room.members();
        }
    }

    /** How many members the room has now; 0 if it does not exist. */
    int memberCount(RoomName name) {
        Room room = rooms.get(name);
        return room == null ? 0 : memberCount(room);
    }

    boolean isMember(Client client, RoomName name) {
        Room room = rooms.get(name);
        if (room == null) {
            return false;
        }
        synchronized (room) {
            return room.isMember(client);
        }
    }

    void census(ObjIntConsumer<RoomName> each) {
        rooms.forEach((name, room) -> each.accept(name, memberCount(room)));
    }

    private static int memberCount(Room room) {
        synchronized (room) {
            return room.memberCount();
        }
    }
}
