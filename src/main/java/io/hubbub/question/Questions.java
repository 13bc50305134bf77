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
import org.jspecify.annotations.Nullable;

/** All open questions. Nothing of a question is kept after it ended. Safe for every thread. */
public final class Questions {

    private final QuestionLimits limits;
    private final Alarm alarm;
    private final Supplier<String> ids;
    private final Executor tellers;

    /** The thread that opens a question adds it, and the thread that ends it removes it. */
    private final ConcurrentHashMap<String, Question> byId = new ConcurrentHashMap<>();

    /**
     * By the rooms that were asked, not by receiver: one question may have thousands of receivers.
     * Lanes read it when a client leaves.
     */
    private final ConcurrentHashMap<RoomName, Set<Question>> byRoom = new ConcurrentHashMap<>();

    /** The open questions of clients. A set is touched only inside a step of the map. */
    private final ConcurrentHashMap<Client, Set<Question>> byAsker = new ConcurrentHashMap<>();

    /** How many questions ended how. The map never changes after the constructor. */
    private final Map<Ending, LongAdder> ended = new EnumMap<>(Ending.class);

    /**
     * @param ids gives ids that nobody can guess
     * @param tellers tells askers their answers. That takes too long for a lane, where a question
     *     may end
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
     * Opens a question of the server, which is then published to these rooms.
     *
     * @param told gets the answers once, on a thread that it may block
     */
    public Question open(List<RoomName> rooms, Duration time, Consumer<Answers> told) {
        Question question = ask(null, rooms, told);
        question.start(alarm, time);
        return question;
    }

    /**
     * Opens a client's question, which ends with the client.
     *
     * @return null if too many questions of this client are open
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
            // The client may have ended before the question was listed. Then nobody else would end
            // the question.
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
     * The question that waits for this client's answer; null if it ended, does not exist, or did
     * not ask this client. The client must not learn which.
     */
    public @Nullable Question awaiting(String id, Client client) {
        Question question = byId.get(id);
        return question != null && question.awaits(client) ? question : null;
    }

    /** A client left a room. Called on its lane, after the last message that it got there. */
    public void left(Client client, RoomName room) {
        Set<Question> there = byRoom.get(room);
        if (there != null) {
            Set<RoomName> stays = Set.copyOf(client.rooms());
            there.stream()
                    .filter(question -> Collections.disjoint(question.rooms(), stays))
                    .forEach(question -> question.left(client));
        }
    }

    /** A client ended, so nobody reads the answers to its questions. Called on its lane. */
    public void gone(Client asker) {
        Set<Question> open = byAsker.remove(asker);
        if (open != null) {
            open.forEach(question -> question.end(Ending.ASKER_LEFT));
        }
    }

    /** Called once for each question, with no lock held. */
    void over(Question question, Ending outcome, Answers answers) {
        forget(question);
        Objects.requireNonNull(ended.get(outcome)).increment();
        if (outcome.isTold()) {
            tellers.execute(() -> {
                // Not earlier, because a client that asks faster than it can be told answers must
                // be refused.
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

    /** The limits of the questions of clients. */
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

    /** How many entries all indexes have together. */
    int kept() {
        return byId.size() + byRoom.size() + byAsker.size();
    }
}
