package io.hubbub.question;

import static io.hubbub.room.House.message;
import static io.hubbub.room.House.names;
import static io.hubbub.room.House.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.client.Limits;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import io.hubbub.message.Routing;
import io.hubbub.room.House;
import io.hubbub.room.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients are on lanes in turn: the first on lane 0, the second on lane 1, the third on lane 0. */
class QuestionTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Refusal OVER = new Refusal(ErrorCode.ASK_OVER);

    private final House house = new House(2);
    private final List<Answers> told = new ArrayList<>();

    /** However a question ended: nothing is kept of it. */
    @AfterEach
    void nothingIsKept() {
        assertThat(house.questions.kept()).as("questions in any index").isZero();
        assertThat(house.alarm.count()).as("alarms").isZero();
    }

    private Question ask(Client asker, String... rooms) {
        Question question = house.questions.open(asker, names(rooms), MINUTE, told::add);
        house.rooms.publish(to("?", rooms).asking(question), _ -> {});
        return question;
    }

    private static Refusal answer(Question question, Peer peer, String body) {
        return question.answer(peer.client(), null, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> answered(Answers answers) {
        return answers.answers().stream().map(a -> a.client() + " " + a.text()).toList();
    }

    private static List<String> missing(Answers answers) {
        return answers.missing().stream().map(Answers.Missing::client).toList();
    }

    private void assertTold(List<String> answered, List<String> missing) {
        assertThat(told).as("told once").hasSize(1);
        assertThat(answered(told.getFirst())).isEqualTo(answered);
        assertThat(missing(told.getFirst())).containsExactlyInAnyOrderElementsOf(missing);
    }

    // ---------------------------------------------------------------- how it ends

    @Test
    void theAskerIsToldOnceAsSoonAsTheLastHasAnswered() {
        Peer asker = house.member("chat/a");
        Peer one = house.member("chat/a");
        Peer two = house.member("chat/a");
        Question question = ask(asker.client(), "chat/a");
        house.run();

        assertThat(answer(question, two, "yes")).isNull();
        assertThat(told).isEmpty();
        assertThat(answer(question, one, "no")).isNull();

        assertTold(List.of("c3 yes", "c2 no"), List.of());
        assertThat(told.getFirst().answers().getFirst().user()).isEqualTo(two.client().user());
        house.alarm.pass(MINUTE);
        assertThat(told).hasSize(1);
        assertThat(house.questions.ended(Ending.COMPLETE)).isEqualTo(1);
    }

    @Test
    void nobodyIsAskedByItself() {
        Peer asker = house.member("chat/a");
        Peer other = house.member("chat/a");
        Question question = ask(asker.client(), "chat/a");
        house.run();

        assertThat(asker.wire().read()).isEmpty();
        assertThat(answer(question, asker, "me")).isEqualTo(OVER);
        assertThat(answer(question, other, "yes")).isNull();
        assertTold(List.of("c2 yes"), List.of());
    }

    @Test
    void whoeverLeavesTheRoomIsMissingAndNotWaitedFor() {
        Peer one = house.member("chat/a");
        Peer two = house.member("chat/a");
        Question question = ask(house.connect().client(), "chat/a");
        house.run();

        assertThat(answer(question, one, "yes")).isNull();
        house.leave(two, "chat/a");
        assertThat(answer(question, two, "too late"))
                .as("also before its lane knows")
                .isEqualTo(OVER);
        assertThat(told).isEmpty();
        house.run();

        assertTold(List.of("c1 yes"), List.of("c2"));
        assertThat(house.questions.ended(Ending.COMPLETE)).isEqualTo(1);
    }

    @Test
    void whoeverDisconnectsIsMissingAndNotWaitedFor() {
        Peer one = house.member("chat/a");
        Peer two = house.member("chat/a", "chat/b");
        Question question = ask(house.connect().client(), "chat/a", "chat/b");
        house.run();

        two.client().ended();
        house.run();
        assertThat(told).isEmpty();
        assertThat(answer(question, two, "from the grave")).isEqualTo(OVER);
        assertThat(answer(question, one, "yes")).isNull();

        assertTold(List.of("c1 yes"), List.of("c2"));
    }

    @Test
    void whoeverNeverAnswersIsMissingWhenTheTimeIsOver() {
        Peer one = house.member("chat/a");
        Peer two = house.member("chat/a");
        Question question = ask(house.connect().client(), "chat/a");
        house.run();
        assertThat(answer(question, one, "yes")).isNull();

        house.alarm.pass(MINUTE.minusNanos(1));
        assertThat(told).isEmpty();
        house.alarm.pass(Duration.ofNanos(1));

        assertTold(List.of("c1 yes"), List.of("c2"));
        assertThat(answer(question, two, "late")).isEqualTo(OVER);
        assertThat(house.questions.ended(Ending.TIMEOUT)).isEqualTo(1);
    }

    @Test
    void theEndOfTheAskerEndsItsQuestionsAndNobodyElses() {
        Peer member = house.member("chat/a");
        Peer asker = house.connect();
        Peer other = house.connect();
        Question question = ask(asker.client(), "chat/a");
        Question second = ask(asker.client(), "chat/a");
        Question others = ask(other.client(), "chat/a");
        house.run();

        asker.client().ended();
        house.run();

        assertThat(answer(question, member, "yes")).isEqualTo(OVER);
        assertThat(answer(second, member, "yes")).isEqualTo(OVER);
        assertThat(told).isEmpty();
        assertThat(house.questions.ended(Ending.ASKER_LEFT)).isEqualTo(2);
        assertThat(answer(others, member, "yes")).isNull();
        assertTold(List.of("c1 yes"), List.of());
    }

    @Test
    void aQuestionOfWhoHasEndedMeanwhileIsOverAtOnce() {
        Peer member = house.member("chat/a");
        Peer asker = house.connect();
        asker.client().ended();
        house.run();

        Question question = ask(asker.client(), "chat/a");
        nothingIsKept();
        house.run();

        assertThat(answer(question, member, "yes")).isEqualTo(OVER);
        assertThat(told).isEmpty();
    }

    @Test
    void aQuestionThatIsTakenBackTellsNobody() {
        Peer member = house.member("chat/a");
        Question question = house.questions.open(names("chat/a"), MINUTE, told::add);
        house.rooms.publish(to("?", "chat/a").asking(question), _ -> {});
        house.run();

        question.cancel();
        question.cancel();

        assertThat(answer(question, member, "yes")).isEqualTo(OVER);
        assertThat(told).isEmpty();
        assertThat(house.questions.ended(Ending.CANCELLED)).isEqualTo(1);
    }

    @Test
    void aQuestionThatReachesNobodyIsAnsweredByNobodyAtOnce() {
        Peer asker = house.member("chat/a");

        ask(asker.client(), "chat/nowhere");
        assertTold(List.of(), List.of());
        told.clear();
        ask(asker.client(), "chat/a");
        house.run();
        assertTold(List.of(), List.of());
    }

    // ---------------------------------------------------------------- who is asked

    @Test
    void anAnswerMayComeBeforeTheLastLaneHasPutTheQuestion() {
        Peer early = house.member("chat/a");
        Peer late = house.member("chat/a");
        house.run();
        Question question = ask(house.connect().client(), "chat/a");

        house.core.batch();
        assertThat(answer(question, early, "early")).isNull();
        assertThat(answer(question, late, "guessed")).as("before it was asked").isEqualTo(OVER);
        assertThat(told).isEmpty();
        house.run();
        assertThat(answer(question, late, "late")).isNull();

        assertTold(List.of("c1 early", "c2 late"), List.of());
    }

    @Test
    void theFirstAnswerOfEachCounts() {
        Peer one = house.member("chat/a");
        Peer two = house.member("chat/a");
        Question question = ask(house.connect().client(), "chat/a");
        house.run();

        assertThat(answer(question, one, "first")).isNull();
        assertThat(answer(question, one, "second")).isEqualTo(OVER);
        assertThat(answer(question, two, "yes")).isNull();

        assertTold(List.of("c1 first", "c2 yes"), List.of());
    }

    @Test
    void whoWasNotAskedCannotAnswer() {
        Peer member = house.member("chat/a");
        Peer elsewhere = house.member("chat/b");
        Question question = ask(house.connect().client(), "chat/a");
        house.run();
        Peer newcomer = house.member("chat/a");
        house.run();

        for (Peer peer : List.of(elsewhere, newcomer, house.connect())) {
            assertThat(answer(question, peer, "me too")).isEqualTo(OVER);
            assertThat(house.questions.awaiting(question.id(), peer.client())).isNull();
        }
        newcomer.client().ended();
        house.run();
        assertThat(told).isEmpty();
        assertThat(house.questions.awaiting(question.id(), member.client())).isSameAs(question);
        assertThat(house.questions.awaiting("unknown", member.client())).isNull();
        assertThat(answer(question, member, "yes")).isNull();
        assertThat(house.questions.awaiting(question.id(), member.client())).isNull();

        assertTold(List.of("c1 yes"), List.of());
    }

    @Test
    void aMemberOfSeveralRoomsIsAskedOnceAndLeavesWithTheLast() {
        Peer both = house.member("chat/a", "chat/b", "chat/c");
        Question question = ask(house.connect().client(), "chat/a", "chat/b");
        house.run();
        assertThat(both.wire().read()).hasSize(1);

        house.leave(both, "chat/a");
        house.run();
        assertThat(told).isEmpty();
        assertThat(house.questions.awaiting(question.id(), both.client())).isSameAs(question);
        house.leave(both, "chat/b");
        house.run();

        assertTold(List.of(), List.of("c1"));
    }

    @Test
    void aMemberUnderTwoSubscriptionsIsAskedOnceAndLeavesWithTheLast() {
        Peer peer = house.connect();
        house.join(peer, "chat/a", "x");
        house.join(peer, "chat/a", "y");
        ask(house.connect().client(), "chat/a");
        house.run();
        assertThat(peer.wire().read()).hasSize(2);

        house.leave(peer, "x");
        house.run();
        assertThat(told).isEmpty();
        house.leave(peer, "y");
        house.run();

        assertTold(List.of(), List.of("c1"));
    }

    @Test
    void whoAnswersBetweenItsTwoSubscriptionsHasAnswered() {
        Peer peer = house.member("chat/a");
        Question question = house.questions.open(names("chat/a"), MINUTE, told::add);

        question.expect(peer.client());
        assertThat(answer(question, peer, "yes")).isNull();
        question.expect(peer.client());
        question.handedOver();

        assertTold(List.of("c1 yes"), List.of());
    }

    @Test
    void whoLeavesWhileTheQuestionIsOnItsWayIsMissing() {
        Peer peer = house.member("chat/a");
        Peer other = house.member("chat/a");
        house.run();
        Question question = ask(house.connect().client(), "chat/a");
        house.leave(peer, "chat/a");
        house.run();

        assertThat(peer.wire().read()).hasSize(1);
        assertThat(answer(question, other, "yes")).isNull();
        assertTold(List.of("c2 yes"), List.of("c1"));
    }

    @Test
    void whoIsPassedOverByAVolatileQuestionIsNotAsked() {
        Peer behind = house.member("chat/a");
        Peer reader = house.member("chat/a");
        behind.wire().full();
        house.publish("before", "chat/a");
        house.run();
        Question question = house.questions.open(names("chat/a"), MINUTE, told::add);
        Publication publication = new Publication(Routing.to(names("chat/a")), true, message("?"));
        house.rooms.publish(publication.asking(question), _ -> {});
        house.run();

        assertThat(answer(question, behind, "me")).isEqualTo(OVER);
        assertThat(answer(question, reader, "yes")).isNull();
        assertTold(List.of("c2 yes"), List.of());
    }

    @Test
    void whoIsExceptedIsNotAsked() {
        Peer in = house.member("chat/a");
        Peer out = house.member("chat/a", "chat/muted");
        Peer named = house.member("chat/a");
        Question question = house.questions.open(names("chat/a"), MINUTE, told::add);
        Publication publication =
                new Publication(
                        Routing.to(names("chat/a"))
                                .exceptRooms(names("chat/muted"))
                                .exceptClients(List.of(named.client().id())),
                        false,
                        message("?"));
        house.rooms.publish(publication.asking(question), _ -> {});
        house.run();

        assertThat(answer(question, out, "me")).isEqualTo(OVER);
        assertThat(answer(question, named, "me")).isEqualTo(OVER);
        assertThat(answer(question, in, "yes")).isNull();
        assertTold(List.of("c1 yes"), List.of());
    }

    @Test
    void whoReceivesTooSlowlyToBeAskedIsMissing() {
        House small = new House(1, Core.limits(10, 100));
        Peer slow = small.member("chat/a");
        slow.wire().full();
        small.publish("1", "chat/a");
        small.run();
        Question question = small.questions.open(names("chat/a"), MINUTE, told::add);
        small.rooms.publish(to("a long question", "chat/a").asking(question), _ -> {});
        small.run();
        slow.wire().release();
        small.run();

        assertThat(slow.wire().closeCode()).isEqualTo(ErrorCode.OUTBOX_FULL.closeCode());
        assertTold(List.of(), List.of("c1"));
        assertThat(small.questions.kept()).isZero();
    }

    @Test
    void aQuestionThatIsOverBeforeItIsPutWaitsForNobody() {
        Peer peer = house.member("chat/a");
        Question question = ask(house.connect().client(), "chat/a");
        house.alarm.pass(MINUTE);
        house.run();

        assertTold(List.of(), List.of());
        assertThat(peer.wire().read()).hasSize(1);
        assertThat(answer(question, peer, "yes")).isEqualTo(OVER);
    }

    // ---------------------------------------------------------------- bounds

    private static Limits limits(int questions, int answersBytes) {
        return Core.limits(
                "asks-per-client",
                String.valueOf(questions),
                "answers-size",
                answersBytes + "B",
                "outbox-size",
                "1000000B");
    }

    @Test
    void anAnswerThatIsTooMuchIsRefusedAndItsClientMissing() {
        House small = new House(2, limits(0, 5));
        Peer one = small.member("chat/a");
        Peer two = small.member("chat/a");
        Peer three = small.member("chat/a");
        Question question = small.questions.open(names("chat/a"), MINUTE, told::add);
        small.rooms.publish(to("?", "chat/a").asking(question), _ -> {});
        small.run();

        assertThat(answer(question, one, "123")).isNull();
        assertThat(answer(question, two, "456")).isEqualTo(new Refusal(ErrorCode.ANSWERS_FULL));
        assertThat(answer(question, two, "4")).as("a second try").isEqualTo(OVER);
        assertThat(answer(question, three, "45")).isNull();

        assertTold(List.of("c1 123", "c3 45"), List.of("c2"));
        assertThat(small.questions.kept()).isZero();
    }

    @Test
    void aClientHasNoMoreQuestionsOpenThanItMayAndTheServerAsManyAsItLikes() {
        House small = new House(2, limits(2, 0));
        Peer member = small.member("chat/a");
        Client asker = small.connect().client();
        Client other = small.connect().client();
        Question first = small.questions.open(asker, names("chat/a"), MINUTE, told::add);
        Question second = small.questions.open(asker, names("chat/a"), MINUTE, told::add);

        assertThat(small.questions.open(asker, names("chat/a"), MINUTE, told::add)).isNull();
        Question others = small.questions.open(other, names("chat/a"), MINUTE, told::add);
        assertThat(others).isNotNull();
        assertThat(small.questions.count()).as("the refused one is none").isEqualTo(3);
        first.expect(member.client());
        first.handedOver();
        assertThat(answer(first, member, "yes")).isNull();
        Question third = small.questions.open(asker, names("chat/a"), MINUTE, told::add);
        assertThat(third).isNotNull();
        for (int i = 0; i < 3; i++) {
            small.questions.open(names("chat/a"), MINUTE, told::add).cancel();
        }

        List.of(second, others, third).forEach(Question::cancel);
        assertThat(small.questions.kept()).isZero();
        assertThat(small.alarm.count()).isZero();
    }

    @Test
    void aQuestionCountsAgainstItsAskerUntilThatIsAboutToBeTold() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        Questions questions =
                new Questions(
                        limits(1, 0).of(QuestionLimits.class),
                        house.alarm,
                        () -> "q",
                        waiting::add);
        Client asker = house.connect().client();

        questions.open(asker, names("chat/a"), MINUTE, told::add).handedOver();
        assertThat(questions.count()).isZero();
        assertThat(questions.open(asker, names("chat/a"), MINUTE, told::add)).isNull();
        waiting.remove().run();
        Question next = questions.open(asker, names("chat/a"), MINUTE, told::add);

        assertThat(next).isNotNull();
        next.cancel();
        assertThat(questions.kept()).isZero();
    }

    @Test
    void tenThousandQuestionsAtOnceLeaveNothingBehind() {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            peers.add(house.member("chat/" + i % 10, "chat/all"));
        }
        AtomicInteger ends = new AtomicInteger();
        List<Question> open = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            Client asker = peers.get(i % 100).client();
            String room = "chat/" + i % 7;
            Question question =
                    house.questions.open(asker, names(room), MINUTE, _ -> ends.incrementAndGet());
            house.rooms.publish(to("?", room).asking(question), _ -> {});
            open.add(question);
        }
        house.run();
        assertThat(house.questions.count()).isEqualTo(10_000);
        assertThat(house.alarm.count()).isEqualTo(10_000);

        for (int i = 0; i < 10_000; i += 2) {
            for (Peer peer : peers) {
                answer(open.get(i), peer, "yes");
            }
        }
        assertThat(ends).hasValue(5_000);
        for (int i = 0; i < 100; i += 4) {
            peers.get(i + 1).client().ended();
        }
        house.run();
        house.alarm.pass(MINUTE);

        // The 25 that ended had asked 100 questions each, none of which was answered by all.
        assertThat(ends).hasValue(10_000 - 25 * 100);
    }
}
