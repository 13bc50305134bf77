package io.hubbub.engine;

import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What gives a room's messages their order, keeps them as far as the namespace wants that, and
 * tells them to whoever follows the room. Safe for every thread.
 *
 * <p>A log is never absent. One that nothing was ever written to is empty, and has the epoch that
 * its first message will have: who saw nothing yet has a position all the same. A log that is empty
 * may be forgotten once nothing was written to it for long, and any may be {@link #remove removed}.
 * Either renews the epoch which all unwritten logs have where the log had that one, so that no
 * position of a log that is gone is ever mistaken for one of a later log.
 */
public interface RoomLogs extends AutoCloseable {

    /** Whether it keeps messages at all, so that a room outlives its last member. */
    default boolean keeps() {
        return true;
    }

    /**
     * Appends a message to the logs of its rooms: to all of them or to none. Offsets of one room
     * follow each other without a hole, in the order of the calls where one thread makes them.
     *
     * <p>With an id that its sender gave to an earlier message within the window, in the same
     * namespace, nothing is appended. That holds also while the earlier one is still on its way,
     * and where the process ended in between for as long as the engine keeps messages then.
     *
     * <p>The feeds of the rooms are told once the message is as durable as its namespace wants it.
     * A {@link Append#ephemeral volatile} message is told to the feeds behind what the same thread
     * appended before. A message that is not for rooms has no feed: whoever appends it spreads it
     * when the outcome is told, which is behind what the same thread appended before.
     *
     * <p>Waits where the engine is behind or tells outcomes, so no lane may call it, nobody who
     * holds a lock that feeds or outcomes take, and no feed or outcome, which get an {@link
     * IllegalStateException}.
     *
     * @param outcome told exactly once, after the feeds that this process has on the rooms were
     *     told; outcomes of one thread's messages come in the order of its calls. It is told on a
     *     thread of the engine's or on this one, and must not block; the engine logs what it
     *     throws. A message can be read before its outcome is told, and always after
     */
    void append(Append append, Consumer<Appended> outcome);

    /**
     * Follows a room: every message that {@link Tail#span} does not count when this returns is told
     * to the feed, in the order of offsets and without a hole. A message that it counts already may
     * be told as well, also before this returns. Several may follow one room. May wait, so it is
     * called under no lock that a feed takes.
     */
    Tail follow(RoomName room, Feed feed);

    /**
     * Whether a position is one of this room's past, so that reading after it leaves out nothing
     * but what the room no longer keeps. May wait.
     */
    default boolean holds(RoomName room, Position since) {
        Span span = span(room);
        return since.epoch().equals(span.epoch()) && since.offset() <= span.newest();
    }

    /**
     * Reads messages in the order of their offsets. May wait for a disk.
     *
     * @param limit the most messages
     * @param bytes a message with which all together were longer than this, as {@link Logged#bytes}
     *     counts it, is not read, nor any beyond it; the one nearest to where it begins always is
     * @throws UncheckedIOException where the store cannot be read
     */
    Page read(RoomName room, From from, int limit, int bytes);

    /**
     * What the log holds now. May wait; who needs it under a lock follows the room and asks its
     * {@link Tail}. Messages past their age may be counted a moment longer, which {@link #read}
     * never gives.
     */
    Span span(RoomName room);

    /**
     * The logs of a namespace that were ever written to and are not forgotten, in no order. What is
     * returned is a view, whose size costs nothing.
     */
    Collection<Kept> rooms(String namespace);

    /**
     * Removes all messages up to this offset; those after it, the epoch and the next offset stay.
     * Does nothing where they are gone already. May wait for a disk.
     */
    void trim(RoomName room, long upTo);

    /**
     * Removes logs whole, all in one step, as if nothing had ever been written to them. Every
     * append that was called before is told first. What is written to such a room later has another
     * epoch than anything that was ever there: a position from before is stale, never mistaken.
     *
     * <p>May wait for a disk. Like an append it is called by no lane, by nobody who holds a lock
     * that outcomes take, and by no outcome, which gets an {@link IllegalStateException}.
     *
     * @param still asked for each room that has a log, where nothing is appended until it is
     *     removed; what it says no to stays. It must not block
     * @return those that were removed; none after the end
     * @throws UncheckedIOException where the store cannot be written: then none was
     */
    List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still);

    /** Tells all outcomes that are open, then ends; what is appended later is refused. */
    @Override
    void close();
}
