package io.hubbub.question;

import io.hubbub.budget.Holding;
import io.hubbub.client.Client;
import io.hubbub.due.Alarm;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.RoomName;
import io.hubbub.question.Answers.Answer;
import io.hubbub.question.Answers.Missing;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A question: a message that each client who gets it may answer once. It is over when nobody is
 * waited for any more, when its time is, when its asker left or when it is taken back: by whichever
 * comes first, and once.
 *
 * <p>The lanes say whom it was put to, while the first may be answering already: so it is not over
 * before the last lane has said so. All of its state is guarded by its monitor, under which nothing
 * of others is called but {@link Alarm#set}.
 */
public final class Question {

    /** How it stands with a client that was asked. */
    private enum Receiver {
        WAITED_FOR,
        ANSWERED,
        /** It left, or its answer was too long. */
        MISSING
    }

    // About what it holds beside the bytes of others.
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

    /** What it holds, on its asker's account; null where the server asks, which knows why. */
    private final @Nullable Holding held;

    /** Whom it was put to; empty once it is over. */
    private final Map<Client, Receiver> receivers = new HashMap<>();

    /** In the order they came. */
    private final List<Answer> answers = new ArrayList<>();

    private int waitedFor;
    private long answersBytes;

    /** Whether the last receiver is known. */
    private boolean handedOver;

    /** Takes the alarm back; null until it is set. */
    private @Nullable Runnable alarm;

    /** Null while it is open. */
    private @Nullable Ending outcome;

    /**
     * @param asker null where the server asks
     * @param answersBound how many bytes the answers may hold together; 0 for no bound
     * @param told gets the answers, unless the asker left or took the question back
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

    String id() {
        return id;
    }

    /** Who asks; null where the server does. */
    public @Nullable Client asker() {
        return asker;
    }

    Set<RoomName> rooms() {
        return rooms;
    }

    Consumer<Answers> told() {
        return told;
    }

    /** The namespace that it was asked in. */
    public String namespace() {
        return rooms.iterator().next().namespace();
    }

    /** Where answers are sent to. The same for all, so that they share the message's bytes. */
    public String replyTo() {
        return "/reply/" + id;
    }

    /**
     * Accounts for it and for so many members that are to be remembered as asked.
     *
     * @return why that is too much, and then it is taken back; null where it is not
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

    /** Nothing of it is held any more: its asker was told, or is not to be. */
    synchronized void release() {
        if (held != null) {
            held.hold(0);
        }
    }

    /** Starts the time that there is for answers. */
    synchronized void start(Alarm clock, Duration time) {
        if (outcome == null) {
            alarm = clock.set(time, () -> end(Ending.TIMEOUT));
        }
    }

    // ---------------------------------------------------------------- on lanes

    /** It is about to be put to a client. */
    public synchronized void expect(Client client) {
        if (outcome == null && receivers.putIfAbsent(client, Receiver.WAITED_FOR) == null) {
            waitedFor++;
        }
    }

    /** It was put to everybody whom it is for. */
    public void handedOver() {
        synchronized (this) {
            handedOver = true;
        }
        endIfComplete();
    }

    /** The client ended, or is in none of the rooms any more. */
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
     * @return why not; null where it counts
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

    /** Takes the question back: nobody is told anything, and answers are too late. */
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

    /** Who answered, or is not waited for any more, never comes back: once complete, always so. */
    private void endIfComplete() {
        boolean complete;
        synchronized (this) {
            complete = handedOver && waitedFor == 0;
        }
        if (complete) {
            end(Ending.COMPLETE);
        }
    }

    /** Asked before the monitor is taken: it takes the client's. */
    private boolean isMember(Client client) {
        return Questions.roomsOf(client).anyMatch(rooms::contains);
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
