package io.hubbub.engine.memory;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Directory;
import io.hubbub.engine.Feed;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Page;
import io.hubbub.engine.RecentIds;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.Tail;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of namespaces that keep nothing. It gives positions, remembers the senders' ids for a
 * while, and tells the feeds, on the thread that appends. It knows a room only while somebody
 * follows it: a room that is followed again later has another epoch.
 *
 * <p>Each room has a lock of its own, which is held while a message gets its position and the feeds
 * are told. So messages of different rooms never wait for each other. A message to several rooms
 * holds the locks of all of them, taken in the order of their names: two such messages come in one
 * order in each room that both are for.
 */
public final class TransientRoomLogs implements RoomLogs {

    private static final Logger log = LoggerFactory.getLogger(TransientRoomLogs.class);

    /**
     * Remembered as the position of a message with an id that got none, because nobody followed its
     * rooms.
     */
    private static final Position NOWHERE = new Position("nowhere", 0);

    /** The number of locks for messages with ids. A power of two. */
    private static final int ID_LOCKS = 64;

    /**
     * The rooms that somebody follows. Any thread adds and removes them, in the map's own steps.
     */
    private final ConcurrentHashMap<RoomName, FollowedRoom> followed = new ConcurrentHashMap<>();

    private final Supplier<String> epochs;
    private final RecentIds ids;
    private final LongSupplier epochMillis;

    /**
     * The locks of ids, chosen by an id's hash. The lock is held while the id is looked up, the
     * message is told and the id is remembered. So a second message with the same id finds the
     * first.
     */
    private final Object[] idLocks = new Object[ID_LOCKS];

    /** Set once by the thread that closes the engine; any thread reads it. */
    private volatile boolean closed;

    /**
     * @param epochs gives new epochs, never the same one twice
     * @param ids remembers senders' ids for this engine alone
     */
    public TransientRoomLogs(Supplier<String> epochs, RecentIds ids, LongSupplier epochMillis) {
        this.epochs = epochs;
        this.ids = ids;
        this.epochMillis = epochMillis;
        Arrays.setAll(idLocks, _ -> new Object());
    }

    /** A room that is followed. Its monitor orders its messages. */
    private static final class FollowedRoom {

        private final RoomName room;
        private final String epoch;

        /**
         * Who follows the room. There is at least one while this object is in the map. The array is
         * never changed in place.
         */
        private volatile Following[] followings = {};

        /** The last offset that was given. Written under the monitor, read by every thread. */
        private volatile long newest;

        FollowedRoom(RoomName room, String epoch) {
            this.room = room;
            this.epoch = epoch;
        }

        Span span() {
            long last = newest;
            return new Span(epoch, last + 1, last);
        }

        synchronized Position say(Append append) {
            long offset = newest + 1;
            newest = offset;
            Position position = new Position(epoch, offset);
            tell(position, append);
            return position;
        }

        void tell(@Nullable Position position, Append append) {
            for (Following following : followings) {
                try {
                    following.feed.said(
                            position, append.message(), append.routing(), append.local());
                } catch (RuntimeException e) {
                    log.error("A feed of {} failed on a message", room, e);
                }
            }
        }

        /** Adds a follower. Called in a step of the map. */
        FollowedRoom with(Following following) {
            Following[] more = Arrays.copyOf(followings, followings.length + 1);
            more[followings.length] = following;
            followings = more;
            return this;
        }

        /**
         * Removes a follower; returns null if nobody follows the room any more. Called in a step of
         * the map.
         */
        @Nullable FollowedRoom without(Following following) {
            followings =
                    Arrays.stream(followings)
                            .filter(one -> one != following)
                            .toArray(Following[]::new);
            return followings.length == 0 ? null : this;
        }
    }

    /** One feed in one room. Following again with the same feed makes another one. */
    private final class Following implements Tail {

        private final FollowedRoom room;
        private final Feed feed;

        Following(FollowedRoom room, Feed feed) {
            this.room = room;
            this.feed = feed;
        }

        @Override
        public Span span() {
            return room.span();
        }

        @Override
        public void close() {
            followed.computeIfPresent(room.room, (_, now) -> now.without(this));
        }
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public void append(Append append, Consumer<Appended> outcome) {
        tell(outcome, say(append));
    }

    private Appended say(Append append) {
        if (append.ephemeral() || !append.isForRooms()) {
            for (RoomName room : append.rooms()) {
                FollowedRoom found = followed.get(room);
                if (found != null) {
                    found.tell(null, append);
                }
            }
            return new Appended.Said(null);
        }
        if (closed) {
            return new Appended.Refused(new Refusal(ErrorCode.SHUTTING_DOWN));
        }
        String id = append.id();
        return id == null ? new Appended.Said(number(append)) : once(append, id);
    }

    /**
     * Gives the message its positions and tells the feeds. Returns the position in the first of its
     * rooms that somebody follows; null if nobody follows any.
     */
    private @Nullable Position number(Append append) {
        List<RoomName> rooms = append.rooms();
        if (rooms.size() == 1) {
            FollowedRoom found = followed.get(rooms.getFirst());
            return found == null ? null : found.say(append);
        }
        List<FollowedRoom> found = new ArrayList<>(rooms.size());
        for (RoomName room : rooms) {
            FollowedRoom one = followed.get(room);
            if (one != null) {
                found.add(one);
            }
        }
        List<FollowedRoom> byName = new ArrayList<>(found);
        byName.sort(Comparator.comparing(one -> one.room));
        return numberHolding(byName, 0, found, append);
    }

    /**
     * Takes the locks of the rooms from this index on, then gives the message its position in each
     * room.
     */
    private static @Nullable Position numberHolding(
            List<FollowedRoom> byName, int from, List<FollowedRoom> rooms, Append append) {
        if (from < byName.size()) {
            synchronized (byName.get(from)) {
                return numberHolding(byName, from + 1, rooms, append);
            }
        }
        Position first = null;
        for (FollowedRoom room : rooms) {
            Position position = room.say(append);
            first = first == null ? position : first;
        }
        return first;
    }

    private Appended once(Append append, String id) {
        String namespace = append.namespace();
        String user = append.message().from();
        long now = epochMillis.getAsLong();
        synchronized (idLocks[id.hashCode() & (ID_LOCKS - 1)]) {
            Position earlier = ids.find(namespace, user, id, now);
            if (earlier != null) {
                return new Appended.Duplicate(earlier.equals(NOWHERE) ? null : earlier);
            }
            Position position = number(append);
            ids.remember(namespace, user, id, position == null ? NOWHERE : position, now);
            return new Appended.Said(position);
        }
    }

    private static void tell(Consumer<Appended> outcome, Appended appended) {
        try {
            outcome.accept(appended);
        } catch (RuntimeException e) {
            log.error("Handling the outcome {} failed", appended, e);
        }
    }

    @Override
    public Tail follow(RoomName room, Feed feed) {
        Following[] following = new Following[1];
        followed.compute(
                room,
                (_, known) -> {
                    FollowedRoom found =
                            known == null ? new FollowedRoom(room, epochs.get()) : known;
                    following[0] = new Following(found, feed);
                    return found.with(following[0]);
                });
        return following[0];
    }

    @Override
    public Page read(RoomName room, From from, int limit, int bytes) {
        return new Page(List.of(), span(room));
    }

    /** The span of a room that nobody follows is empty, and has an epoch that no room ever has. */
    @Override
    public Span span(RoomName room) {
        FollowedRoom found = followed.get(room);
        return found == null ? new Span(epochs.get(), 1, 0) : found.span();
    }

    @Override
    public Directory rooms(String namespace) {
        return Directory.EMPTY;
    }

    @Override
    public void trim(RoomName room, long upTo) {
        // Nothing is kept.
    }

    @Override
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
    }
}
