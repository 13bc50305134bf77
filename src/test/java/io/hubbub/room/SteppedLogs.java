package io.hubbub.room;

import io.hubbub.engine.Append;
import io.hubbub.engine.Appended;
import io.hubbub.engine.Directory;
import io.hubbub.engine.Feed;
import io.hubbub.engine.Followers;
import io.hubbub.engine.From;
import io.hubbub.engine.Kept;
import io.hubbub.engine.Logged;
import io.hubbub.engine.Page;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.Tail;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Logs whose steps the test takes: a message can be read once the test {@link #commit commits} it,
 * and its outcome comes when the test {@link #tell tells} it. For one thread.
 */
public final class SteppedLogs implements RoomLogs {

    private record Waiting(Append append, Consumer<Appended> outcome) {}

    private static final class Log {
        private final List<Logged> messages = new ArrayList<>();
        private long oldest = 1;
    }

    private final Map<RoomName, Log> logs = new HashMap<>();
    private final Followers followers = new Followers();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Runnable> untold = new ArrayDeque<>();

    /** What happens between a reading and the reader's going on. */
    public Runnable whileRead = () -> {};

    @Override
    public void append(Append append, Consumer<Appended> outcome) {
        waiting.add(new Waiting(append, outcome));
    }

    @Override
    public Tail follow(RoomName room, Feed feed) {
        return followers.follow(room, feed, () -> span(room));
    }

    /** Keeps what was appended first; returns whether there was anything. */
    public boolean commit() {
        Waiting next = waiting.poll();
        if (next == null) {
            return false;
        }
        Append append = next.append();
        List<Position> positions = new ArrayList<>();
        for (RoomName room : append.rooms()) {
            Log log = logs.computeIfAbsent(room, _ -> new Log());
            Position position = new Position("e", log.messages.size() + 1);
            log.messages.add(new Logged(position, append.message(), append.routing()));
            positions.add(position);
        }
        untold.add(() -> {
            followers.tell(append, positions);
            next.outcome().accept(new Appended.Stored(positions));
        });
        return true;
    }

    /** Tells what was committed first; returns whether there was anything. */
    public boolean tell() {
        Runnable next = untold.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    @Override
    public Page read(RoomName room, From from, int limit, int bytes) {
        Log log = logs.get(room);
        List<Logged> found = new ArrayList<>();
        if (log != null && from instanceof From.After(long offset)) {
            long first = Math.max(offset + 1, log.oldest);
            int left = bytes;
            for (long i = first; i <= log.messages.size() && found.size() < limit; i++) {
                Logged logged = log.messages.get((int) i - 1);
                left -= logged.message().body().length;
                if (left < 0 && !found.isEmpty()) {
                    break;
                }
                found.add(logged);
            }
        }
        Page page = new Page(found, span(room));
        whileRead.run();
        return page;
    }

    @Override
    public Span span(RoomName room) {
        Log log = logs.get(room);
        return log == null ? new Span("e", 1, 0) : new Span("e", log.oldest, log.messages.size());
    }

    @Override
    public Directory rooms(String namespace) {
        return Directory.EMPTY;
    }

    @Override
    public void trim(RoomName room, long upTo) {
        Log log = logs.get(room);
        if (log != null) {
            log.oldest = Math.clamp(upTo + 1, log.oldest, log.messages.size() + 1L);
        }
    }

    @Override
    public List<RoomName> remove(Collection<RoomName> rooms, Predicate<Kept> still) {
        throw new UnsupportedOperationException();
    }

    public String body(RoomName room, long offset) {
        return new String(
                logs.get(room).messages.get((int) offset - 1).message().body(),
                StandardCharsets.UTF_8);
    }

    @Override
    public void close() {}
}
