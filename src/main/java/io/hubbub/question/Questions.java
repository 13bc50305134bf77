package io.hubbub.question;

import io.hubbub.client.Client;
import io.hubbub.due.Alarm;
import io.hubbub.message.RoomName;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All open questions. Safe for every thread; nothing of a question is kept once it is over. */
public final class Questions {

    private final QuestionLimits limits;
    private final Alarm alarm;
    private final Supplier<String> ids;
    private final Executor tellers;

    private final ConcurrentHashMap<String, Question> byId = new ConcurrentHashMap<>();

    /** By room rather than by receiver, of which one question may have thousands. */
    private final ConcurrentHashMap<RoomName, Set<Question>> byRoom = new ConcurrentHashMap<>();

    /** The clients' own. The sets are touched within the map's steps alone. */
    private final ConcurrentHashMap<Client, Set<Question>> byAsker = new ConcurrentHashMap<>();

    private final Map<Ending, LongAdder> ended = new EnumMap<>(Ending.class);

    /**
     * @param ids must not be guessable
     * @param tellers where askers are told, as a question may end on a lane, for which that is too
     *     much to do
     */
    public Questions(QuestionLimits limits, Alarm alarm, Supplier<String> ids, Executor tellers) {
        this.limits = limits;
        this.alarm = alarm;
        this.ids = ids;
        this.tellers = tellers;
        for (Ending outcome : Ending.values()) {
            ended.put(outcome, new LongAdder());
        }
    }

    /**
     * Opens a question of the server's, to be published to these rooms.
     *
     * @param told gets the answers, once, on a thread where it may take its time
     */
    public Question open(List<RoomName> rooms, Duration time, Consumer<Answers> told) {
        Question question = ask(null, rooms, told);
        question.start(alarm, time);
        return question;
    }

    /**
     * Opens a client's question, which ends with the client; null where too many of its questions
     * are open.
     */
    public @Nullable Question open(
            Client asker, List<RoomName> rooms, Duration time, Consumer<Answers> told) {
        Question question = ask(asker, rooms, told);
        if (!admit(asker, question)) {
            forget(question);
            return null;
        }
        question.start(alarm, time);
        if (asker.isEnding()) {
            // It may have been looked for before it was there.
            question.end(Ending.ASKER_LEFT);
        }
        return question;
    }

    private Question ask(@Nullable Client asker, List<RoomName> rooms, Consumer<Answers> told) {
        Question question =
                new Question(this, ids.get(), asker, rooms, limits.answersSize().toBytes(), told);
        byId.put(question.id(), question);
        for (RoomName room : question.rooms()) {
            byRoom.compute(
                    room,
                    (_, some) -> {
                        Set<Question> there = some == null ? ConcurrentHashMap.newKeySet() : some;
                        there.add(question);
                        return there;
                    });
        }
        return question;
    }

    private boolean admit(Client asker, Question question) {
        boolean[] admitted = {false};
        byAsker.compute(
                asker,
                (_, some) -> {
                    Set<Question> open = some == null ? new HashSet<>(2) : some;
                    int bound = limits.asksPerClient();
                    admitted[0] = bound == 0 || open.size() < bound;
                    if (admitted[0]) {
                        open.add(question);
                    }
                    return open;
                });
        return admitted[0];
    }

    /**
     * The question that waits for this client's answer; null where it is over, unknown, or was
     * never put to this client, which nobody is to tell apart.
     */
    public @Nullable Question awaiting(String id, Client client) {
        Question question = byId.get(id);
        return question != null && question.awaits(client) ? question : null;
    }

    /** On the client's lane, after the last message that it got from the room. */
    public void left(Client client, RoomName room) {
        Set<Question> there = byRoom.get(room);
        if (there != null) {
            Set<RoomName> stays = roomsOf(client).collect(Collectors.toSet());
            there.stream()
                    .filter(question -> Collections.disjoint(question.rooms(), stays))
                    .forEach(question -> question.left(client));
        }
    }

    /** The rooms that a client is in, as they are now. Takes the client's monitor. */
    static Stream<RoomName> roomsOf(Client client) {
        return client.subscriptions().stream()
                .map(subscription -> subscription.source().memberOf())
                .filter(Objects::nonNull);
    }

    /** On the lane of a client that ended: nobody is there to hear its answers. */
    public void gone(Client asker) {
        Set<Question> open = byAsker.remove(asker);
        if (open != null) {
            open.forEach(question -> question.end(Ending.ASKER_LEFT));
        }
    }

    /** Called once for each question, under no lock. */
    void over(Question question, Ending outcome, Answers answers) {
        forget(question);
        Objects.requireNonNull(ended.get(outcome)).increment();
        if (outcome.isTold()) {
            tellers.execute(() -> {
                // Only now, so that who asks faster than it can be told is refused.
                release(question);
                question.told().accept(answers);
            });
        } else {
            release(question);
        }
    }

    private void forget(Question question) {
        byId.remove(question.id());
        for (RoomName room : question.rooms()) {
            byRoom.computeIfPresent(
                    room,
                    (_, there) -> {
                        there.remove(question);
                        return there.isEmpty() ? null : there;
                    });
        }
    }

    private void release(Question question) {
        question.release();
        Client asker = question.asker();
        if (asker != null) {
            byAsker.computeIfPresent(
                    asker,
                    (_, open) -> {
                        open.remove(question);
                        return open.isEmpty() ? null : open;
                    });
        }
    }

    /** What bounds the questions of clients. */
    public QuestionLimits limits() {
        return limits;
    }

    /** How many questions are open. */
    public int count() {
        return byId.size();
    }

    public long ended(Ending outcome) {
        return Objects.requireNonNull(ended.get(outcome)).sum();
    }

    /** What is kept of all questions together. */
    int kept() {
        return byId.size() + byRoom.size() + byAsker.size();
    }
}
