package io.hubbub.engine;

import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds that follow the rooms of an engine in this process. Any thread may follow and close.
 * The engine's own ordering decides in which order the feeds of a room are told.
 */
public final class Followers {

    private static final Logger log = LoggerFactory.getLogger(Followers.class);

    private static final Following[] NOBODY = {};

    /**
     * Who follows each room. An array in the map is never changed: following and closing replace it
     * by another one. So telling needs no lock. Any thread may change the map.
     */
    private final ConcurrentHashMap<RoomName, Following[]> followings = new ConcurrentHashMap<>();

    /** One feed in one room. Following again with the same feed makes another one. */
    private final class Following implements Tail {

        private final RoomName room;
        private final Feed feed;
        private final Supplier<Span> span;

        Following(RoomName room, Feed feed, Supplier<Span> span) {
            this.room = room;
            this.feed = feed;
            this.span = span;
        }

        @Override
        public Span span() {
            return span.get();
        }

        @Override
        public void close() {
            followings.computeIfPresent(room, (_, some) -> without(some, this));
        }
    }

    /**
     * Adds a feed. The span is read only after that, so the feed is told every message that the
     * span does not count.
     *
     * @param span what the room's log holds
     */
    public Tail follow(RoomName room, Feed feed, Supplier<Span> span) {
        Following following = new Following(room, feed, span);
        followings.merge(room, new Following[] {following}, Followers::joined);
        return following;
    }

    /** Tells the feeds of all rooms of a message. */
    public void tell(Append append, List<Position> positions) {
        List<RoomName> rooms = append.rooms();
        for (int i = 0; i < rooms.size(); i++) {
            tell(rooms.get(i), positions.get(i), append);
        }
    }

    /** Tells the feeds of all rooms of a volatile message, which has no positions. */
    public void tell(Append append) {
        for (RoomName room : append.rooms()) {
            tell(room, null, append);
        }
    }

    private void tell(RoomName room, @Nullable Position position, Append append) {
        for (Following following : followings.getOrDefault(room, NOBODY)) {
            try {
                following.feed.said(position, append.message(), append.routing(), append.local());
            } catch (RuntimeException e) {
                log.error("A feed of {} failed on a message", room, e);
            }
        }
    }

    /** Tells the feeds of a room that its past was removed or lost. */
    public void broke(RoomName room, Span now) {
        for (Following following : followings.getOrDefault(room, NOBODY)) {
            try {
                following.feed.broke(now);
            } catch (RuntimeException e) {
                log.error("A feed of {} failed on the new beginning of its log", room, e);
            }
        }
    }

    /** How many rooms are followed. */
    public int count() {
        return followings.size();
    }

    private static Following[] joined(Following[] some, Following[] more) {
        Following[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** A copy without one element; null if none is left. */
    private static Following @Nullable [] without(Following[] some, Following gone) {
        Following[] rest = Arrays.stream(some).filter(one -> one != gone).toArray(Following[]::new);
        return rest.length == 0 ? null : rest;
    }
}
