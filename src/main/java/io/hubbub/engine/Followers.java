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

    private static final Feed[] NOBODY = {};

    /**
     * The feeds of each room that is followed. An array is never changed once it is in the map: who
     * follows or closes puts another in its place, so that telling needs no lock.
     */
    private final ConcurrentHashMap<RoomName, Feed[]> feeds = new ConcurrentHashMap<>();

    /**
     * Adds a feed. The span is read after the feed was added: so a message that the span does not
     * count yet is told.
     *
     * @param span what the room's log holds
     */
    public Tail follow(RoomName room, Feed feed, Supplier<Span> span) {
        feeds.merge(room, new Feed[] {feed}, Followers::joined);
        return new Tail() {
            @Override
            public Span span() {
                return span.get();
            }

            @Override
            public void close() {
                feeds.computeIfPresent(room, (_, some) -> without(some, feed));
            }
        };
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
        for (Feed feed : feeds.getOrDefault(room, NOBODY)) {
            try {
                feed.said(position, append.message(), append.routing(), append.local());
            } catch (RuntimeException e) {
                log.error("A message of {} could not be spread", room, e);
            }
        }
    }

    /** Tells the feeds of a room that its past was removed or lost. */
    public void broke(RoomName room, Span now) {
        for (Feed feed : feeds.getOrDefault(room, NOBODY)) {
            try {
                feed.broke(now);
            } catch (RuntimeException e) {
                log.error("That the log of {} begins anew could not be told", room, e);
            }
        }
    }

    /** How many rooms are followed. */
    public int count() {
        return feeds.size();
    }

    private static Feed[] joined(Feed[] some, Feed[] more) {
        Feed[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** Null where none is left. */
    private static Feed @Nullable [] without(Feed[] some, Feed gone) {
        Feed[] rest = Arrays.stream(some).filter(feed -> feed != gone).toArray(Feed[]::new);
        return rest.length == 0 ? null : rest;
    }
}
