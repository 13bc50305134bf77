package io.hubbub.quota;

import io.hubbub.engine.Maker;
import io.hubbub.message.RoomName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rooms that no log counts: rooms that exist only because they have members, and rooms
 * whose first message is on its way to the log. Safe for every thread.
 */
final class UnloggedRooms {

    /**
     * A user or a network in a namespace.
     *
     * @param hash {@link Maker#user} or {@link Maker#network}
     */
    private record Owner(String namespace, long hash) {}

    /**
     * A room whose first message is on its way to the log.
     *
     * @param counted whether the room is counted here; false if it has members, because then it is
     *     counted for those
     * @param messages how many messages are on their way
     */
    private record Coming(@Nullable Maker maker, boolean counted, int messages) {

        Coming with(int moreMessages) {
            return new Coming(maker, counted, messages + moreMessages);
        }
    }

    private final Counts<String> heldByNamespace = new Counts<>();
    private final Counts<String> comingByNamespace = new Counts<>();
    private final Counts<Owner> byOwner = new Counts<>();

    /** Each change is one step of the map. */
    private final Map<RoomName, Coming> coming = new ConcurrentHashMap<>();

    /** How many rooms of a namespace there are. */
    int count(String namespace) {
        return heldByNamespace.of(namespace) + comingByNamespace.of(namespace);
    }

    /** How many rooms of a namespace a user or a network made. */
    int madeBy(String namespace, long hash) {
        return byOwner.of(new Owner(namespace, hash));
    }

    /**
     * Counts a room that exists only because it has members.
     *
     * @param bound how many rooms the namespace may have in all; 0 means unlimited
     * @param logged how many rooms of the namespace have a log
     * @return false if the namespace has that many rooms already; then the room is not counted
     */
    boolean hold(RoomName room, @Nullable Maker maker, int bound, int logged) {
        String namespace = room.namespace();
        int most =
                bound == 0 ? Integer.MAX_VALUE : bound - logged - comingByNamespace.of(namespace);
        if (!heldByNamespace.addWithin(namespace, most)) {
            return false;
        }
        own(namespace, maker, 1);
        return true;
    }

    /** Ends a {@link #hold}. */
    void release(RoomName room, @Nullable Maker maker) {
        heldByNamespace.add(room.namespace(), -1);
        own(room.namespace(), maker, -1);
    }

    /** Counts one more message for a room that is coming; returns false if it is not. */
    boolean joinComing(RoomName room) {
        return coming.computeIfPresent(room, (_, there) -> there.with(1)) != null;
    }

    /** Counts a room whose first message is on its way. */
    void come(RoomName room, @Nullable Maker maker, boolean counted) {
        Coming fresh = new Coming(maker, counted, 1);
        Coming now = coming.merge(room, fresh, (there, _) -> there.with(1));
        if (now != null && now.messages == 1) {
            comingByNamespace.add(room.namespace(), counted ? 1 : 0);
            own(room.namespace(), maker, 1);
        }
    }

    /**
     * A message that was on its way was kept or refused. The room is counted here until its last
     * message arrives, and by its log as soon as the first one is kept. In between the room counts
     * twice. Otherwise it would not count for a moment, and the bound could be exceeded.
     */
    void arrive(RoomName room) {
        Coming[] last = {null};
        coming.computeIfPresent(
                room,
                (_, there) -> {
                    if (there.messages > 1) {
                        return there.with(-1);
                    }
                    last[0] = there;
                    return null;
                });
        Coming gone = last[0];
        if (gone != null) {
            comingByNamespace.add(room.namespace(), gone.counted ? -1 : 0);
            own(room.namespace(), gone.maker, -1);
        }
    }

    private void own(String namespace, @Nullable Maker maker, int more) {
        if (maker != null) {
            byOwner.add(new Owner(namespace, maker.user()), more);
            byOwner.add(new Owner(namespace, maker.network()), more);
        }
    }
}
