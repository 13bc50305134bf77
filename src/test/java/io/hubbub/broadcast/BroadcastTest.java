package io.hubbub.broadcast;

import static io.hubbub.room.House.name;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubbub.client.Core;
import io.hubbub.client.Core.Peer;
import io.hubbub.due.HeartBeat;
import io.hubbub.engine.Appended;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.Position;
import io.hubbub.message.Refusal;
import io.hubbub.message.RefusedException;
import io.hubbub.message.User;
import io.hubbub.namespace.NamespaceProperties;
import io.hubbub.namespace.Namespaces;
import io.hubbub.question.Answers;
import io.hubbub.question.Ending;
import io.hubbub.question.Question;
import io.hubbub.room.House;
import io.hubbub.room.Keeping;
import io.hubbub.room.ScriptedLogs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class BroadcastTest {

    private final House house = new House(2);
    private final Broadcast broadcast = broadcast(house);

    private static Broadcast broadcast(House house) {
        return new Broadcast(
                new Namespaces(new NamespaceProperties(Map.of())),
                house.rooms,
                house.questions,
                house.core.clients,
                JsonMapper.builder().build(),
                house.core.time);
    }

    // ---------------------------------------------------------------- sending

    @Test
    void textGoesAsTextBytesAsBytesAndAllElseAsJson() {
        Peer peer = house.member("chat/a");

        broadcast.in("chat").to("a").send("text");
        broadcast.in("chat").to("a").send(new byte[] {'b'});
        broadcast.in("chat").to("a").event("typing", Map.of("on", true));
        house.run();

        assertThat(peer.wire().read())
                .containsExactly("chat/a e1:1 text", "chat/a e1:2 b", "chat/a e1:3 {\"on\":true}");
    }

    @Test
    void clientsAreReachedByTheirIdsAndEveryoneInTheNamespaceOnce() {
        Peer both = house.member("chat/a", "chat/b");
        Peer one = house.member("chat/b");
        house.member("main/a");

        broadcast.in("chat").toClients(one.client().id()).send("you");
        broadcast.in("chat").toEveryone().send("all");
        broadcast.in("chat").toEveryone().exceptRooms("a").except("nobody").send("b alone");
        house.run();

        assertThat(both.wire().read()).containsExactly("chat/a v:2 all");
        assertThat(one.wire().read())
                .containsExactly("chat/b v:1 you", "chat/b v:2 all", "chat/b v:3 b alone");
    }

    @Test
    void aQuestionGoesToRoomsOnly() {
        assertThatThrownBy(
                        () -> broadcast.in("chat").toEveryone().ask(Duration.ofSeconds(1), "e", ""))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBodyChangedAfterSendingIsSentAsItWas() {
        Peer peer = house.member("chat/a");
        byte[] body = {'a'};

        broadcast.in("chat").to("a").send(body);
        body[0] = 'b';
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/a e1:1 a");
    }

    @Test
    void aBodyThatNoOutboxCanHoldIsAMistakeAndClosesNobody() {
        Peer peer = house.member("chat/a");

        assertThatThrownBy(() -> broadcast.in("chat").to("a").send(new byte[1_000_001]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hubbub.limits.outbox-size");
        broadcast.in("chat").to("a").send("b");
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/a e1:1 b");
    }

    @Test
    void everyStepGivesANewOne() {
        Peer peer = house.member("chat/a", "chat/muted");
        Recipients all = broadcast.in("chat").to("a");
        Recipients notTheMuted = all.exceptRooms("muted");
        Recipients notThis = all.except(peer.client().id());
        Recipients droppable = all.volatile_();

        notTheMuted.send("1");
        notThis.send("2");
        droppable.send("3");
        all.send("4");
        house.run();

        assertThat(peer.wire().read()).containsExactly("chat/a v:1 3", "chat/a e1:3 4");
    }

    @Test
    void severalExceptionsAddUp() {
        Peer one = house.member("chat/a");
        Peer two = house.member("chat/a");
        Peer three = house.member("chat/a");

        broadcast
                .in("chat")
                .to("a", "b")
                .except(one.client().id())
                .except(two.client().id())
                .send("hi");
        house.run();

        assertThat(one.wire().read()).isEmpty();
        assertThat(two.wire().read()).isEmpty();
        assertThat(three.wire().read()).hasSize(1);
    }

    @Test
    void aNamespaceThatDoesNotExistIsAMistake() {
        assertThatThrownBy(() -> broadcast.in("nowhere"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nowhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "a/", "a\n", ".."})
    void aRoomThatBreaksTheGrammarIsAMistake(String room) {
        Broadcast.In chat = broadcast.in("chat");

        assertThatThrownBy(() -> chat.to(room)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> chat.clientsIn(room)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> chat.to("a").exceptRooms(room))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMessageIsForAtLeastOneRoom() {
        assertThatThrownBy(() -> broadcast.in("chat").to())
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---------------------------------------------------------------- asking

    @Test
    void theServerAsksEverybodyAndWaitsForAll() {
        Peer one = house.member("chat/a");
        Peer two = house.member("chat/a", "chat/b");
        CompletableFuture<Answers> answers =
                broadcast.in("chat").to("a", "b").ask(Duration.ofSeconds(1), "vote", "lunch?");
        house.run();
        assertThat(two.wire().read()).hasSize(1);

        assertThat(answer(one, "pizza")).isNull();
        assertThat(answers).isNotDone();
        house.alarm.pass(Duration.ofSeconds(1));

        assertThat(answers).isCompleted();
        assertThat(answers.join().answers()).hasSize(1);
        assertThat(answers.join().answers().getFirst().text()).isEqualTo("pizza");
        assertThat(answers.join().missing())
                .containsExactly(new Answers.Missing("c2", two.client().user()));
        assertThat(house.questions.count()).isZero();
    }

    @Test
    void cancellingTheFutureEndsTheQuestion() {
        Peer one = house.member("chat/a");
        CompletableFuture<Answers> answers =
                broadcast.in("chat").to("a").ask(Duration.ofDays(1), "vote", "lunch?");
        house.run();
        assertThat(house.questions.count()).isEqualTo(1);

        answers.cancel(true);

        assertThat(answer(one, "pizza")).isEqualTo(new Refusal(ErrorCode.ASK_OVER));
        assertThat(house.questions.count()).isZero();
        assertThat(house.alarm.count()).isZero();
        assertThat(house.questions.ended(Ending.CANCELLED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aQuestionWithoutTimeIsAMistake(long nanos) {
        Recipients everybody = broadcast.in("chat").to("a");

        assertThatThrownBy(() -> everybody.ask(Duration.ofNanos(nanos), "vote", "lunch?"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(house.questions.count()).isZero();
    }

    @Test
    void aQuestionThatCannotBeSentIsNotOpen() {
        Recipients everybody = broadcast.in("chat").to("a");

        assertThatThrownBy(() -> everybody.ask(Duration.ofDays(1), "vote", new byte[1_000_001]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(house.questions.count()).isZero();
    }

    @Test
    void whereNobodyCanSayWhatBecameOfAMessageItsFutureFails() {
        ScriptedLogs logs = new ScriptedLogs();
        House unsure = new House(1, Core.limits(1_000_000, 100), Keeping.in(logs, Runnable::run));
        Recipients everybody = broadcast(unsure).in("chat").to("a");
        CompletableFuture<Position> kept = everybody.publish("event", "body");
        CompletableFuture<Answers> answers = everybody.ask(Duration.ofDays(1), "vote", "lunch?");

        logs.settle(0, new Appended.Unknown());
        logs.settle(1, new Appended.Unknown());

        for (CompletableFuture<?> future : List.of(kept, answers)) {
            assertThatThrownBy(() -> future.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(RefusedException.class);
        }
        assertThat(unsure.questions.count()).isZero();
    }

    private Refusal answer(Peer peer, String body) {
        Question question = house.questions.awaiting("q1", peer.client());
        return question == null
                ? new Refusal(ErrorCode.ASK_OVER)
                : question.answer(peer.client(), null, body.getBytes(UTF_8));
    }

    // ---------------------------------------------------------------- moving clients

    @Test
    void theServerMakesClientsMembersUnderAnIdOfTheirFormat() {
        Peer peer = house.member("chat/a");
        Peer already = house.member("chat/a", "chat/b");

        assertThat(broadcast.in("chat").clientsIn("a").join("b", "c")).isEqualTo(3);
        house.publish("hi", "chat/b");
        house.run();

        assertThat(peer.wire().read()).containsExactly("server-made chat/b e2:1 hi");
        assertThat(already.wire().read()).containsExactly("chat/b e2:1 hi");
        assertThat(house.leave(peer, "server-made chat/b")).as("and it can unsubscribe").isTrue();
    }

    @Test
    void theServerTakesClientsOutHoweverTheyCameIn() {
        Peer peer = house.connect();
        house.join(peer, "chat/a", "x");
        house.join(peer, "chat/a", "y");
        house.join(peer, "chat/b", "z");

        assertThat(broadcast.in("chat").client(peer.client().id()).leave("a", "nowhere"))
                .isEqualTo(1);
        house.publish("hi", "chat/a", "chat/b");
        house.run();

        assertThat(peer.wire().read()).containsExactly("z e2:1 hi");
        assertThat(house.rooms.exists(name("chat/a"))).isFalse();
    }

    @Test
    void theServerDisconnectsAUsersClients() {
        User alice = new User("alice", false, Set.of());
        Peer one = house.core.connect(alice, house.core.format, HeartBeat.NONE);
        Peer two = house.core.connect(alice, house.core.format, HeartBeat.NONE);
        Peer other = house.connect();
        house.join(one, "chat/a", "s");
        house.run();

        broadcast.in("chat").clientsOf("alice").disconnect();
        house.run();

        for (Peer peer : List.of(one, two)) {
            assertThat(peer.wire().read()).containsExactly("ERROR disconnected");
            assertThat(peer.wire().closeCode()).isEqualTo(4509);
        }
        assertThat(house.core.clients.all()).containsExactly(other.client());
        assertThat(house.rooms.count()).isZero();
    }

    @Test
    void whoIsGoneIsNobody() {
        Audience nobody = broadcast.in("chat").client("gone");

        assertThat(nobody.ids()).isEmpty();
        assertThat(nobody.join("a")).isZero();
        assertThat(house.rooms.count()).isZero();
    }
}
