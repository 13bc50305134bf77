package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Limits;
import io.hubbub.message.RoomName;
import io.hubbub.room.Ask.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All open questions. Safe for every thread; nothing of a question is kept once it is over. */
public final class Asks {

    private final Limits limits;
    private final Alarm alarm;
    private final Supplier<String> ids;
    private final Executor tellers;

    private final ConcurrentHashMap<String, Ask> byId = new ConcurrentHashMap<>();

    /** By room rather than by receiver, of which one question may have thousands. */
    private final ConcurrentHashMap<RoomName, Set<Ask>> byRoom = new ConcurrentHashMap<>();

    /** The clients' own. The sets are touched within the map's steps alone. */
    private final ConcurrentHashMap<Client, Set<Ask>> byAsker = new ConcurrentHashMap<>();

    private final Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);

    /**
     * @param ids must not be guessable
     * @param tellers where askers are told, as a question may end on a lane, for which that is too
     *     much to do
     */
    public Asks(Limits limits, Alarm alarm, Supplier<String> ids, Executor tellers) {
        this.limits = limits;
        this.alarm = alarm;
        this.ids = ids;
        this.tellers = tellers;
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, new LongAdder());
        }
    }

    /**
     * Opens a question of the server's, to be published to these rooms.
     *
     * @param told gets the answers, once, on a thread where it may take its time
     */
    Ask open(List<RoomName> rooms, Duration time, Consumer<Answers> told) {
        Ask ask = ask(null, rooms, told);
        ask.start(alarm, time);
        return ask;
    }

    /**
     * Opens a client's question, which ends with the client; null where too many of its questions
     * are open.
     */
    public @Nullable Ask open(
            Client asker, List<RoomName> rooms, Duration time, Consumer<Answers> told) {
        Ask ask = ask(asker, rooms, told);
        if (!admit(asker, ask)) {
            forget(ask);
            return null;
        }
        ask.start(alarm, time);
        if (asker.isEnding()) {
            // It may have been looked for before it was there.
            ask.end(Outcome.ASKER_LEFT);
        }
        return ask;
    }

    private Ask ask(@Nullable Client asker, List<RoomName> rooms, Consumer<Answers> told) {
        Ask ask = new Ask(this, ids.get(), asker, rooms, limits.answersSize().toBytes(), told);
        byId.put(ask.id(), ask);
        for (RoomName room : ask.rooms()) {
            byRoom.compute(
                    room,
                    (_, some) -> {
                        Set<Ask> there = some == null ? ConcurrentHashMap.newKeySet() : some;
                        there.add(ask);
                        return there;
                    });
        }
        return ask;
    }

    private boolean admit(Client asker, Ask ask) {
        boolean[] admitted = {false};
        byAsker.compute(
                asker,
                (_, some) -> {
                    Set<Ask> open = some == null ? new HashSet<>(2) : some;
                    int bound = limits.asksPerClient();
                    admitted[0] = bound == 0 || open.size() < bound;
                    if (admitted[0]) {
                        open.add(ask);
                    }
                    return open;
                });
        return admitted[0];
    }

    /**
     * The question that waits for this client's answer; null where it is over, unknown, or was
     * never put to this client, which nobody is to tell apart.
     */
    public @Nullable Ask awaiting(String id, Client client) {
        Ask ask = byId.get(id);
        return ask != null && ask.awaits(client) ? ask : null;
    }

    /** On the client's lane, after the last message that it got from the room. */
    void left(Client client, RoomName room) {
        Set<Ask> there = byRoom.get(room);
        if (there != null) {
            Set<RoomName> stays = Rooms.roomsOf(client).map(Room::name).collect(Collectors.toSet());
            there.stream()
                    .filter(ask -> Collections.disjoint(ask.rooms(), stays))
                    .forEach(ask -> ask.left(client));
        }
    }

    /** On the lane of a client that ended: nobody is there to hear its answers. */
    void gone(Client asker) {
        Set<Ask> open = byAsker.remove(asker);
        if (open != null) {
            open.forEach(ask -> ask.end(Outcome.ASKER_LEFT));
        }
    }

    /** Called once for each question, under no lock. */
    void over(Ask ask, Outcome outcome, Answers answers) {
        forget(ask);
        Objects.requireNonNull(ended.get(outcome)).increment();
        if (outcome.isTold()) {
            tellers.execute(() -> {
                // Only now, so that who asks faster than it can be told is refused.
                release(ask);
                ask.told().accept(answers);
            });
        } else {
            release(ask);
        }
    }

    private void forget(Ask ask) {
        byId.remove(ask.id());
        for (RoomName room : ask.rooms()) {
            byRoom.computeIfPresent(
                    room,
                    (_, there) -> {
                        there.remove(ask);
                        return there.isEmpty() ? null : there;
                    });
        }
    }

    private void release(Ask ask) {
        ask.release();
        Client asker = ask.asker();
        if (asker != null) {
            byAsker.computeIfPresent(
                    asker,
                    (_, open) -> {
                        open.remove(ask);
                        return open.isEmpty() ? null : open;
                    });
        }
    }

    /** How many questions are open. */
    public int count() {
        return byId.size();
    }

    public long ended(Outcome outcome) {
        return Objects.requireNonNull(ended.get(outcome)).sum();
    }

    /** What is kept of all questions together. */
    int kept() {
        return byId.size() + byRoom.size() + byAsker.size();
    }
}
