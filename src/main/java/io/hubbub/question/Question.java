package io.hubbub.question;

import io.hubbub.budget.Holding;
import io.hubbub.client.Client;
import io.hubbub.due.Alarm;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.question.Answers.Answer;
import io.hubbub.question.Answers.Missing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question: a message that each receiver may answer once. It ends once, as soon as everybody
 * answered or left, the time is over, the asker left, or the asker cancelled it.
 *
 * <p>Lanes report the receivers one by one, while the first of them may already answer. So a
 * question is complete only after the last lane reported. The monitor guards all state. While it is
 * held, only {@link Alarm#set} and the asker's budget are called.
 */
public final class Question {

    /** What is known of a client that was asked. */
    private enum Receiver {
        WAITED_FOR,
        ANSWERED,
        /** The client left, or its answer was too long. */
        MISSING
    }

    // Roughly what a question, a receiver and an answer take in memory, without the answers' bytes.
    private static final int QUESTION_BYTES = 512;
    private static final int RECEIVER_BYTES = 64;
    private static final int ANSWER_BYTES = 128;

    private final Questions questions;
    private final String id;
    private final @Nullable Client asker;
    private final Set<RoomName> rooms;
    private final long answersBound;
    private final Consumer<Answers> told;

    // Guarded by this.

    /** What the question holds, charged to its asker; null if the server asks. */
    private final @Nullable Holding held;

    /** Who was asked; empty once the question ended. */
    private final Map<Client, Receiver> receivers = new HashMap<>();

    /** In the order in which they arrived. */
    private final List<Answer> answers = new ArrayList<>();

    private int waitedFor;
    private long answersBytes;

    /** Whether every lane reported its receivers. */
    private boolean handedOver;

    /** Cancels the alarm; null until the alarm is set. */
    private @Nullable Runnable alarm;

    /** How the question ended; null while it is open. */
    private @Nullable Ending outcome;

    /**
     * @param asker null if the server asks
     * @param answersBound how many bytes all answers together may take; 0 means unlimited
     * @param told gets the answers, unless the asker left or cancelled the question
     */
    Question(
            Questions questions,
            String id,
            @Nullable Client asker,
            List<RoomName> rooms,
            long answersBound,
            Consumer<Answers> told) {
        this.questions = questions;
        this.id = id;
        this.asker = asker;
        held = asker == null ? null : asker.account().passing();
        this.rooms = Set.copyOf(rooms);
        this.answersBound = answersBound;
        this.told = told;
    }

    /** What answers name. It is the same for all receivers, so that they share one encoding. */
    public String id() {
        return id;
    }

    /** Who asks; null if the server does. */
    public @Nullable Client asker() {
        return asker;
    }

    Set<RoomName> rooms() {
        return rooms;
    }

    Consumer<Answers> told() {
        return told;
    }

    /** The namespace of the rooms that were asked. */
    public String namespace() {
        return rooms.iterator().next().namespace();
    }

    /**
     * Charges the asker for the question and for so many receivers.
     *
     * @return why that is too much, and then the question is cancelled; null if it fits
     */
    public @Nullable Refusal hold(int members) {
        Refusal refusal;
        synchronized (this) {
            refusal = hold(QUESTION_BYTES + (long) RECEIVER_BYTES * members);
        }
        if (refusal != null) {
            cancel();
        }
        return refusal;
    }

    private @Nullable Refusal hold(long bytes) {
        return held == null || outcome != null ? null : held.hold(bytes);
    }

    /** Stops charging the asker. The asker was told the answers, or never will be. */
    synchronized void release() {
        if (held != null) {
            held.hold(0);
        }
    }

    /** Starts the time for answers. */
    synchronized void start(Alarm clock, Duration time) {
        if (outcome == null) {
            alarm = clock.set(time, () -> end(Ending.TIMEOUT));
        }
    }

    // ---------------------------------------------------------------- on lanes

    /** A client is about to be asked. */
    public synchronized void expect(Client client) {
        if (outcome == null && receivers.putIfAbsent(client, Receiver.WAITED_FOR) == null) {
            waitedFor++;
        }
    }

    /** Everybody was asked. */
    public void handedOver() {
        synchronized (this) {
            handedOver = true;
        }
        endIfComplete();
    }

    /** A client ended, or left the last of the rooms. */
    void left(Client client) {
        synchronized (this) {
            if (!isWaitedFor(client)) {
                return;
            }
            settle(client, Receiver.MISSING);
        }
        endIfComplete();
    }

    // ---------------------------------------------------------------- on any thread

    /** Whether this client was asked, did not answer yet, and is still in one of the rooms. */
    boolean awaits(Client client) {
        if (!isMember(client)) {
            return false;
        }
        synchronized (this) {
            return isWaitedFor(client);
        }
    }

    /**
     * Takes a client's answer.
     *
     * @return why the answer does not count; null if it counts
     */
    public @Nullable Refusal answer(Client client, @Nullable String contentType, byte[] body) {
        boolean member = isMember(client);
        boolean fits;
        synchronized (this) {
            if (!member || !isWaitedFor(client)) {
                return new Refusal(ErrorCode.ASK_OVER);
            }
            fits =
                    (answersBound == 0 || answersBytes + body.length <= answersBound)
                            && hold(heldBytes() + ANSWER_BYTES + body.length) == null;
            if (fits) {
                answersBytes += body.length;
                answers.add(new Answer(client.id(), client.user(), contentType, body));
            }
            settle(client, fits ? Receiver.ANSWERED : Receiver.MISSING);
        }
        endIfComplete();
        return fits ? null : new Refusal(ErrorCode.ANSWERS_FULL);
    }

    /** Ends the question. The asker is told nothing, and answers come too late. */
    public void cancel() {
        end(Ending.CANCELLED);
    }

    void end(Ending how) {
        Answers all;
        Runnable set;
        synchronized (this) {
            if (outcome != null) {
                return;
            }
            outcome = how;
            all = answers();
            set = alarm;
            receivers.clear();
        }
        if (set != null) {
            set.run();
        }
        questions.over(this, how, all);
    }

    /**
     * Ends the question if nobody has to answer any more. Nobody waits for such a receiver again,
     * so a complete question stays complete.
     */
    private void endIfComplete() {
        boolean complete;
        synchronized (this) {
            complete = handedOver && waitedFor == 0;
        }
        if (complete) {
            end(Ending.COMPLETE);
        }
    }

    /**
     * Whether the client is still in one of the rooms. This takes the client's monitor, so call it
     * before the question's monitor is taken.
     */
    private boolean isMember(Client client) {
        return client.rooms().stream().anyMatch(rooms::contains);
    }

    // ---------------------------------------------------------------- while holding the monitor

    private long heldBytes() {
        return held == null ? 0 : held.bytes();
    }

    private boolean isWaitedFor(Client client) {
        return receivers.get(client) == Receiver.WAITED_FOR;
    }

    private void settle(Client client, Receiver how) {
        receivers.put(client, how);
        waitedFor--;
    }

    private Answers answers() {
        List<Missing> missing =
                receivers.entrySet().stream()
                        .filter(receiver -> receiver.getValue() != Receiver.ANSWERED)
                        .map(Map.Entry::getKey)
                        .map(client -> new Missing(client.id(), client.user()))
                        .toList();
        return new Answers(answers, missing);
    }
}
