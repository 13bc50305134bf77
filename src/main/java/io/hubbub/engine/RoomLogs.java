package io.hubbub.engine;

import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An engine. It gives the messages of each room their order, keeps them as far as their namespace
 * demands, and tells them to everybody who follows the room. Safe for every thread.
 *
 * <p>What the engine knows of a room is the room's log. Every room has a log. A log that was never
 * written to is empty and has the epoch that its first message will have. So a client that joins an
 * empty room gets a position that stays valid.
 *
 * <p>The engine may forget an empty log that has not been written to for long, and {@link #remove}
 * removes any log. The room's next log has another epoch, so no position of the old log is ever
 * mistaken for one of the next. All logs that were never written to share one epoch. If a log that
 * has this epoch is removed, they get a new one.
 */
public interface RoomLogs extends AutoCloseable {

    /** Whether this engine keeps messages. If not, a room ends with its last member. */
    default boolean keeps() {
        return true;
    }

    /**
     * Appends a message to the logs of its rooms: to all of them or to none. The offsets of a room
     * follow each other without a hole. The messages that one thread appends get their offsets in
     * the order of its calls.
     *
     * <p>A message is not appended if its sender gave the same id to an earlier message of the same
     * namespace within the window. That holds while the earlier message is still on its way, and
     * after a restart as long as the engine keeps messages over a restart.
     *
     * <p>The feeds of the rooms are told once the message is as durable as its namespace demands. A
     * {@link Append#ephemeral volatile} message is told to the feeds in its order among the
     * messages of the same thread. A message that is not for rooms has no feed. The caller spreads
     * it when its outcome is told, which happens in its order among the messages of the same
     * thread.
     *
     * <p>This waits while the engine is behind, or while it tells feeds and outcomes. So a lane
     * must not call it, and neither must a thread that holds a lock that a feed or an outcome
     * takes. A feed or an outcome must not call it either: an engine that would have to wait for
     * itself throws an {@link IllegalStateException}.
     *
     * @param outcome told exactly once, after the feeds of this process were told, on a thread of
     *     the engine's or on this one. The outcomes of one thread's messages come in the order of
     *     its calls. An outcome must not block. The engine logs what an outcome throws. A message
     *     may be readable before its outcome is told, and always is afterwards
     */
    void append(Append append, Consumer<Appended> outcome);

    /**
     * Follows a room. When this returns, {@link Tail#span} counts some messages. Every later
     * message is told to the feed, in the order of offsets and without a hole. A message that the
     * span counts may be told too, even before this returns. Any number of feeds may follow a room.
     *
     * <p>May wait, so call it under no lock that a feed takes.
     */
    Tail follow(RoomName room, Feed feed);

    /**
     * Whether a position belongs to this room's past. If so, the messages after it are exactly
     * those that can be read after it and those that the room no longer keeps. May wait.
     */
    default boolean holds(RoomName room, Position since) {
        Span span = span(room);
        return since.epoch().equals(span.epoch()) && since.offset() <= span.newest();
    }

    /**
     * Reads messages in the order of their offsets. May wait for a disk.
     *
     * @param limit the most messages
     * @param bytes the most bytes of all messages together, as {@link Logged#bytes} counts them.
     *     The first message of the page is read even if it is longer
     * @throws UncheckedIOException if the store cannot be read
     */
    Page read(RoomName room, From from, int limit, int bytes);

    /**
     * What the log holds now. May wait. Code that needs a span under a lock must follow the room
     * and ask the {@link Tail}. For a moment the span may count messages that are past their age,
     * which {@link #read} never returns.
     */
    Span span(RoomName room);

    /** The logs of a namespace that were written to and not forgotten since. */
    Directory rooms(String namespace);

    /**
     * Removes all messages up to this offset. Later messages, the epoch and the next offset stay.
     * May wait for a disk.
     */
    void trim(RoomName room, long upTo);

    /**
     * Removes logs, all in one step, as if nothing had ever been written to them. Outcomes of
     * earlier appends are told first. A later message to such a room has an epoch that was never
     * there before, so the engine recognises an old position as stale.
     *
     * <p>May wait for a disk. The rules for the callers of {@link #append} hold here as well.
     *
     * @param still decides for each room that has a log whether to remove it. Nothing is appended
     *     to the log between the decision and the removal. It must not block
     * @return the rooms whose logs were removed; none after the engine is closed
     * @throws UncheckedIOException if the store cannot be written; then no log was removed
     */
    List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still);

    /**
     * Tells the outcomes that were not told yet, then ends the engine. A later append is refused.
     */
    @Override
    void close();
}
