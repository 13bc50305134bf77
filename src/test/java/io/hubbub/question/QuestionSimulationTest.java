package io.hubbub.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.FormatById;
import io.hubbub.due.HeartBeat;
import io.hubbub.engine.LateLogs;
import io.hubbub.message.Envelope;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Message;
import io.hubbub.message.Refusal;
import io.hubbub.question.Answers.Answer;
import io.hubbub.question.Answers.Missing;
import io.hubbub.room.House;
import io.hubbub.room.Keeping;
import io.hubbub.room.Published;
import io.hubbub.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many threads ask, answer, answer twice, join, leave, end and cancel at random, on running lanes
 * and while time passes. What every asker was told is checked afterwards. The seed decides what is
 * done; the machine decides what happens at the same time.
 */
@Timeout(120)
class QuestionSimulationTest {

    private static final int LANES = 3;
    private static final int ACTORS = 6;
    private static final int STEPS = 2_000;
    private static final int CLIENTS_EACH = 4;
    private static final List<String> ROOMS = List.of("chat/a", "chat/b", "chat/c");

    /**
     * This time passes while the actors act. {@link #LONG} does not pass before they are all done.
     */
    private static final Duration SHORT = Duration.ofNanos(1);

    private static final Duration LONG = Duration.ofMinutes(1);

    private House house = new House(LANES);
    private final ConcurrentHashMap<String, Asked> questions = new ConcurrentHashMap<>();

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, new Random().nextLong());
    }

    @AfterEach
    void close() {
        house.core.lanes.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyQuestionEndsOnceWithEveryReceiverEitherAnsweredOrMissing(long seed) throws Exception {
        List<Actor> actors = play(new Random(seed));
        stopLanes();
        verify(actors);
        for (Ending outcome : Ending.values()) {
            assertThat(house.questions.ended(outcome)).as(outcome.text()).isPositive();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void itDoesSoTooWhereTheEngineAnswersLateOrCannotSay(long seed) throws Exception {
        Random random = new Random(seed);
        LateLogs logs = LateLogs.ofTransient(new Random(random.nextLong()), 0.1);
        house =
                new House(
                        LANES,
                        Core.limits(1_000_000, 100),
                        Keeping.in(logs.drive(), Runnable::run));
        List<Actor> actors = play(random);
        logs.settle();
        stopLanes();
        // Whether any is complete depends on how late the engine is on this machine.
        verify(actors);
        logs.close();
    }

    private List<Actor> play(Random random) throws Exception {
        house.core.lanes.start();
        List<Actor> actors = new ArrayList<>();
        for (int i = 0; i < ACTORS; i++) {
            actors.add(new Actor(new Random(random.nextLong())));
        }
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> done = new ArrayList<>();
            for (Actor actor : actors) {
                done.add(threads.submit(actor));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
        return actors;
    }

    /** Half of the actors' clients end, and what is still open then is over with its time. */
    private void verify(List<Actor> actors) {
        actors.stream()
                .limit(ACTORS / 2)
                .flatMap(actor -> actor.mine.stream())
                .forEach(Member::end);
        house.run();
        house.alarm.pass(LONG);

        assertThat(questions).hasSizeGreaterThan(1_000);
        questions.values().forEach(Asked::verify);
        assertThat(house.questions.kept()).as("questions in any index").isZero();
        assertThat(house.alarm.count()).as("alarms").isZero();
        long ended = Stream.of(Ending.values()).mapToLong(house.questions::ended).sum();
        assertThat(ended).as("questions that ended").isEqualTo(questions.size());
    }

    // ---------------------------------------------------------------- what is done

    /** A question, what is known to have happened to it, and what its asker was told. */
    private static final class Asked {

        private final boolean isLong;
        private final Queue<Answers> told = new ConcurrentLinkedQueue<>();
        private final Set<String> readBy = ConcurrentHashMap.newKeySet();
        private final Queue<String> acceptedOf = new ConcurrentLinkedQueue<>();

        /** Its asker ended, or it was taken back, at some time. */
        private volatile boolean mayBeUntold;

        Asked(boolean isLong) {
            this.isLong = isLong;
        }

        void verify() {
            if (told.isEmpty()) {
                assertThat(mayBeUntold).as("not told, for a reason").isTrue();
                return;
            }
            assertThat(told).as("told once").hasSize(1);
            Answers answers = told.element();
            List<String> answered = answers.answers().stream().map(Answer::client).toList();
            List<String> missing = answers.missing().stream().map(Missing::client).toList();
            List<String> asked = Stream.concat(answered.stream(), missing.stream()).toList();
            assertThat(asked).as("either answered or missing, once").doesNotHaveDuplicates();
            assertThat(answered)
                    .as("those whose answer was accepted")
                    .containsExactlyInAnyOrderElementsOf(acceptedOf);
            if (isLong) {
                assertThat(readBy).as("those who read it").isSubsetOf(asked);
            }
        }
    }

    /** One thread with clients of its own. */
    private final class Actor implements Runnable {

        private final Random random;
        private final List<Member> mine = new ArrayList<>();
        private final List<Question> serverAsks = new ArrayList<>();
        private int joined;

        Actor(Random random) {
            this.random = random;
        }

        @Override
        public void run() {
            for (int i = 0; i < CLIENTS_EACH; i++) {
                mine.add(new Member());
            }
            for (int step = 0; step < STEPS; step++) {
                Member member = mine.get(random.nextInt(mine.size()));
                switch (random.nextInt(40)) {
                    case 0, 1, 2 -> house.join(member.client, room(), "s" + joined++, House.OPEN);
                    case 3, 4 -> house.rooms.leave(member.client, House.name(room()));
                    case 5 -> replace(member);
                    case 6, 7 -> house.alarm.pass(SHORT);
                    case 8, 9, 10, 11, 12 -> ask(member);
                    case 13 -> ask(null);
                    case 14 -> takeBack();
                    default -> answer(member);
                }
            }
        }

        private String room() {
            return ROOMS.get(random.nextInt(ROOMS.size()));
        }

        private void ask(@Nullable Member asker) {
            boolean isLong = random.nextBoolean();
            Duration time = isLong ? LONG : SHORT;
            Asked question = new Asked(isLong);
            String[] rooms =
                    random.nextBoolean() ? new String[] {room()} : new String[] {room(), room()};
            Question ask =
                    asker == null
                            ? house.questions.open(House.names(rooms), time, question.told::add)
                            : house.questions.open(
                                    asker.client, House.names(rooms), time, question.told::add);
            if (ask == null) {
                return; // it has a hundred open
            }
            questions.put(ask.id(), question);
            if (asker == null) {
                serverAsks.add(ask);
            } else {
                asker.asked.add(question);
            }
            house.rooms.publish(
                    House.to("?", rooms).asking(ask),
                    outcome -> {
                        if (outcome instanceof Published.Unknown) {
                            // The question is taken back: it may have reached anybody.
                            question.mayBeUntold = true;
                        }
                    });
        }

        private void takeBack() {
            if (!serverAsks.isEmpty()) {
                Question ask = serverAsks.removeLast();
                question(ask.id()).mayBeUntold = true;
                ask.cancel();
            }
        }

        private void answer(Member member) {
            String id = member.toAnswer.poll();
            Question ask = id == null ? null : house.questions.awaiting(id, member.client);
            if (ask == null) {
                return;
            }
            Refusal refusal = answer(ask, member);
            if (refusal == null) {
                question(id).acceptedOf.add(member.client.id());
                assertThat(answer(ask, member)).as("a second answer").isNotNull();
            } else {
                assertThat(refusal.code()).isEqualTo(ErrorCode.ASK_OVER);
            }
        }

        private static Refusal answer(Question ask, Member member) {
            return ask.answer(member.client, null, new byte[] {'y'});
        }

        private void replace(Member old) {
            mine.remove(old);
            old.end();
            mine.add(new Member());
        }
    }

    private Asked question(String id) {
        return Objects.requireNonNull(questions.get(id));
    }

    /** A client, what it asked and what it was asked. */
    private final class Member implements Wire {

        private final Client client;
        private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
        private final Queue<String> toAnswer = new ConcurrentLinkedQueue<>();

        Member() {
            client = house.core.clients.open(null, Core.ORIGIN, new ReplyTos(), this, null);
            client.connected(client.format(), HeartBeat.NONE);
            client.announce(new byte[0]);
        }

        void end() {
            asked.forEach(question -> question.mayBeUntold = true);
            client.ended();
        }

        @Override
        public int write(Queue<byte[]> frames, ByteBuffer scratch) {
            for (byte[] frame = frames.poll(); frame != null; frame = frames.poll()) {
                if (frame.length > 0) { // the greeting
                    String id = new String(frame, StandardCharsets.UTF_8);
                    question(id).readBy.add(client.id());
                    toAnswer.add(id);
                }
            }
            return 0;
        }

        @Override
        public void close(int code, String reason) {
            throw new AssertionError("closed: " + code + " " + reason);
        }

        @Override
        public void abort() {
            throw new AssertionError("aborted");
        }
    }

    /** Writes the id of the question and nothing else. */
    private static final class ReplyTos implements FormatById {

        @Override
        public byte[] message(Envelope envelope, @Nullable String subscription) {
            String question = envelope.message().headers().get(Message.QUESTION);
            return question.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] error(Refusal refusal) {
            throw new AssertionError(refusal);
        }

        @Override
        public byte @Nullable [] farewell(int code, String reason) {
            return null;
        }

        @Override
        public byte[] heartbeat() {
            throw new AssertionError();
        }

        @Override
        public byte @Nullable [] probe() {
            return null;
        }
    }

    /**
     * Ends the lanes' threads, which run and write what waits before; a lane that only ran its last
     * task may not have written what that brought. What comes after it is run by the test itself.
     */
    private void stopLanes() {
        // Each call waits a moment for what still runs, and not at all where nothing does.
        for (int i = 0; i < 60; i++) {
            house.core.lanes.close();
        }
    }
}
