package io.hubbub.room;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Directory;
import io.hubbub.engine.Feed;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Page;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.Tail;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An engine that does nothing by itself: the test says when a feed is told and when an outcome is.
 * So the feed of one room may be far ahead of another's. For one thread.
 */
public final class ScriptedLogs implements RoomLogs {

    private record Waiting(Append append, Consumer<Appended> outcome) {}

    private final List<Waiting> appended = new ArrayList<>();
    private final Map<RoomName, Feed> feeds = new HashMap<>();
    private final Map<RoomName, Long> newest = new HashMap<>();

    /** Run while a room is being followed. */
    Runnable whileFollowing = () -> {};

    /** The epoch of all rooms. */
    String epoch = "e";

    /** Gives the next message of a room its position: the room's tail counts it from now on. */
    Position number(RoomName room) {
        return new Position(epoch, newest.merge(room, 1L, Long::sum));
    }

    /** Tells a room's feed the message that was appended as the n-th, from 0. */
    void say(int n, RoomName room) {
        say(n, room, number(room));
    }

    /** The same for a message that has its position already. */
    void say(int n, RoomName room, Position position) {
        Append append = appended.get(n).append;
        Feed feed = feeds.get(room);
        if (feed != null) {
            feed.said(position, append.message(), append.routing(), append.local());
        }
    }

    /** The same as a feed hears it of which another node's client is the publisher. */
    void sayFromElsewhere(int n, RoomName room) {
        Append append = appended.get(n).append;
        Position position = number(room);
        feeds.get(room).said(position, append.message(), append.routing(), null);
    }

    /** Tells the outcome of the message that was appended as the n-th, from 0. */
    public void settle(int n, Appended outcome) {
        appended.get(n).outcome.accept(outcome);
    }

    /** The room's past is lost, and it begins anew. */
    void lose(RoomName room, String newEpoch) {
        epoch = newEpoch;
        newest.put(room, 0L);
        feeds.get(room).broke(span(room));
    }

    @Nullable Feed feed(RoomName room) {
        return feeds.get(room);
    }

    @Override
    public void append(Append append, Consumer<Appended> outcome) {
        appended.add(new Waiting(append, outcome));
    }

    @Override
    public Tail follow(RoomName room, Feed feed) {
        feeds.put(room, feed);
        whileFollowing.run();
        return new Tail() {
            @Override
            public Span span() {
                return ScriptedLogs.this.span(room);
            }

            @Override
            public void close() {
                feeds.remove(room, feed);
            }
        };
    }

    @Override
    public Span span(RoomName room) {
        long last = newest.getOrDefault(room, 0L);
        return new Span(epoch, last + 1, last);
    }

    @Override
    public Page read(RoomName room, From from, int limit, int bytes) {
        return new Page(List.of(), span(room));
    }

    @Override
    public Directory rooms(String namespace) {
        return Directory.EMPTY;
    }

    @Override
    public void trim(RoomName room, long upTo) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
