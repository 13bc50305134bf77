package io.hubbub.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Clients;
import io.hubbub.contract.Party.Heard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The promises to every client, whatever protocol it speaks over whatever transport. To hold a
 * gateway to them, extend this class, and implement {@link Party} for its clients.
 */
@WireTest
@Timeout(60)
abstract class GatewayContract {

    private static final AtomicInteger ROOMS = new AtomicInteger();

    private static final Map<String, String> PLAIN = Map.of();

    private final List<Party> parties = new ArrayList<>();
    private Gateway gateway;

    @Autowired private Clients clients;

    /** The gateway under test. */
    abstract Gateway gateway(WireClients wire);

    @BeforeEach
    void open(WireClients wire) {
        gateway = gateway(wire);
    }

    @AfterEach
    void close() {
        parties.forEach(Party::close);
    }

    final Party guest() {
        Party guest = gateway.guest();
        parties.add(guest);
        return guest;
    }

    private Party user(String name, String... roles) {
        Party user = gateway.user(name, roles);
        parties.add(user);
        return user;
    }

    /** A room that no other test knows. */
    static String room(String namespace) {
        return namespace + "/contract-" + ROOMS.incrementAndGet();
    }

    final Party member(String room) {
        Party member = guest();
        assertThat(member.join(room).refusal()).isNull();
        return member;
    }

    private static void publish(Party party, String room, String body) {
        assertThat(party.publish(room, body, PLAIN).refusal()).isNull();
    }

    private static List<Heard> hear(Party party, int count) {
        return IntStream.range(0, count).mapToObj(_ -> party.hear()).toList();
    }

    private static List<String> bodies(List<Heard> heard) {
        return heard.stream().map(Heard::body).toList();
    }

    // ---------------------------------------------------------------- order

    @Test
    void everyMemberHearsARoomInTheOrderOfPositionsAndEachPublisherInItsOwn() throws Exception {
        String room = room("main");
        List<Party> members = List.of(member(room), member(room));
        List<Party> publishers = List.of(guest(), guest(), guest());
        int each = 20;

        List<Thread> threads = new ArrayList<>();
        for (Party publisher : publishers) {
            threads.add(
                    Thread.startVirtualThread(() ->
                            IntStream.range(0, each)
                                    .forEach(i -> publish(publisher, room, String.valueOf(i)))));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        List<Heard> first = hear(members.getFirst(), publishers.size() * each);
        assertThat(hear(members.getLast(), first.size())).isEqualTo(first);
        assertThat(first.stream().map(Heard::offset))
                .containsExactlyElementsOf(offsets(first.getFirst().offset(), first.size()));
        for (Party publisher : publishers) {
            assertThat(first.stream().filter(m -> publisher.id().equals(m.client())))
                    .extracting(Heard::body)
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(String::valueOf).toList());
        }
    }

    private static List<Long> offsets(long from, int count) {
        return IntStream.range(0, count).mapToObj(i -> from + i).toList();
    }

    // ---------------------------------------------------------------- neither gap nor duplicate

    @Test
    void whoJoinsAndLeavesWhileOthersPublishHearsEachMessageOfThatTimeOnce() throws Exception {
        String room = room("main");
        Party stays = member(room);
        Party publisher = guest();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger published = new AtomicInteger();
        Thread publishing =
                Thread.startVirtualThread(() -> {
                    while (!over.get()) {
                        publish(publisher, room, String.valueOf(published.incrementAndGet()));
                    }
                });

        List<List<Heard>> visits = new ArrayList<>();
        Party visitor = guest();
        for (int i = 0; i < 3; i++) {
            assertThat(visitor.join(room).refusal()).isNull();
            List<Heard> visit = new ArrayList<>(hear(visitor, 2));
            assertThat(visitor.leave(room).refusal()).isNull();
            visit.addAll(visitor.heardSoFar());
            visits.add(visit);
        }
        over.set(true);
        publishing.join();

        assertThat(hear(stays, published.get()).stream().map(Heard::offset))
                .containsExactlyElementsOf(offsets(1, published.get()));
        for (List<Heard> visit : visits) {
            assertThat(visit.stream().map(Heard::offset))
                    .containsExactlyElementsOf(offsets(visit.getFirst().offset(), visit.size()));
        }
        assertThat(visits.stream().flatMap(List::stream).map(Heard::offset))
                .doesNotHaveDuplicates();
        // After the reply to leaving, nothing comes.
        assertThat(visitor.fence().refusal()).isNull();
        assertThat(visitor.heardSoFar()).isEmpty();
    }

    @Test
    void aMessageForSeveralRoomsIsHeardOnceAndNotByThoseLeftOut() {
        String room = room("main");
        String other = room("main");
        String out = room("main");
        Party both = member(room);
        both.join(other);
        Party excepted = member(room);
        excepted.join(out);
        Party sender = member(room);

        Map<String, String> options =
                Map.of("also", roomOf(other), "except", roomOf(out), "echo", "false");
        assertThat(sender.publish(room, "hi", options).refusal()).isNull();

        for (Party party : List.of(both, excepted, sender)) {
            party.fence();
        }
        assertThat(bodies(both.heardSoFar())).containsExactly("hi");
        assertThat(excepted.heardSoFar()).isEmpty();
        assertThat(sender.heardSoFar()).isEmpty();
    }

    private static String roomOf(String room) {
        return room.substring(room.indexOf('/') + 1);
    }

    @Test
    void whatIsSentTwiceUnderOneIdIsPublishedOnce() {
        String room = room("brief");
        Party member = member(room);
        Map<String, String> id = Map.of("id", "once");

        Party.Reply first = member.publish(room, "a", id);
        Party.Reply second = member.publish(room, "a", id);

        assertThat(first.position()).isNotNull().isEqualTo(second.position());
        member.fence();
        assertThat(member.heardSoFar()).hasSize(1);
    }

    // ---------------------------------------------------------------- done means done

    @Test
    void whatIsDoneIsInTheOutboxOfEveryMember() {
        String room = room("main");
        Party member = member(room);
        Party publisher = guest();

        for (int i = 0; i < 10; i++) {
            Party.Reply done = publisher.publish(room, "message " + i, PLAIN);
            // The reply to a new command comes after everything that was sent before.
            member.fence();
            List<Heard> heard = member.heardSoFar();
            assertThat(bodies(heard)).containsExactly("message " + i);
            assertThat(heard.getFirst().position()).isEqualTo(done.position());
        }
    }

    @Test
    void aMessageKeepsItsEventItsSenderAndItsOwnHeaders() {
        String room = room("main");
        Party member = member(room);
        Party publisher = guest();

        publisher.publish(room, "é\u2028\"\\<&%", Map.of("event", "typing", "x-color", "red"));

        Heard heard = member.hear();
        assertThat(heard.of()).isEqualTo(room);
        assertThat(heard.event()).isEqualTo("typing");
        assertThat(heard.body()).isEqualTo("é\u2028\"\\<&%");
        assertThat(heard.client()).isEqualTo(publisher.id());
    }

    @Test
    void aQuestionIsPutToTheOthersAndItsAnswersComeBack() {
        String room = room("main");
        Party asker = member(room);
        Party member = member(room);

        assertThat(asker.ask(room, "lunch?").refusal()).isNull();
        Heard question = member.hear();
        assertThat(question.body()).isEqualTo("lunch?");
        assertThat(member.answer(question.question(), "yes").refusal()).isNull();

        Heard answers = asker.hear();
        while (!answers.of().equals("answers")) {
            answers = asker.hear();
        }
        assertThat(answers.body()).contains("\"yes\"").contains(member.id());
        assertThat(member.answer(question.question(), "no").refusal()).isEqualTo("ask-over");
    }

    @Test
    void whoWatchesHearsWhoIsThereWhoComesAndWhoGoes() {
        String room = room("main");
        Party there = user("there-" + roomOf(room));
        there.join(room);
        Party watcher = guest();

        assertThat(watcher.watch(room).refusal()).isNull();
        Party comes = user("comes-" + roomOf(room));
        comes.join(room);
        assertThat(watcher.hear())
                .matches(h -> h.of().equals("presence of " + room))
                .matches(h -> h.event().equals("snapshot") && h.body().contains("there-"));
        assertThat(watcher.hear())
                .matches(h -> h.event().equals("join") && h.body().contains("comes-"));
        comes.leave(room);
        assertThat(watcher.hear())
                .matches(h -> h.event().equals("leave") && h.body().contains("comes-"));
    }

    // ---------------------------------------------------------------- a slow client

    @Test
    void aClientThatDoesNotReadIsClosedAndNobodyElseNotices() {
        String room = room("main");
        Party frozen = member(room);
        frozen.freeze();
        Party member = member(room);
        Party publisher = guest();
        String body = "x".repeat(60_000);

        int sent = 0;
        while (lives(frozen)) {
            publish(publisher, room, sent++ + body);
            assertThat(member.hear().body()).isEqualTo(sent - 1 + body);
            assertThat(sent).as("messages that somebody took who reads nothing").isLessThan(500);
        }

        publish(publisher, room, "after it");
        assertThat(member.hear().body()).isEqualTo("after it");
        assertThat(frozen.thaw()).isEqualTo("outbox-full");
    }

    private boolean lives(Party party) {
        return clients.everyone().stream()
                .anyMatch(client -> client.id().equals(party.id()) && !client.isEnding());
    }

    // ---------------------------------------------------------------- every refusal says why

    @Test
    void whoeverIsRefusedLivesOnAndHearsWhyAndNobodyHearsTheRest() {
        String room = room("quiet");
        Party member = member(room);
        Party publisher = guest();

        assertThat(publisher.publish(room, "psst", PLAIN).refusal()).isEqualTo("not-allowed");
        assertThat(publisher.fence().refusal()).isNull();
        member.fence();
        assertThat(member.heardSoFar()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"main/a//b", "main/..", "main/a*", "UPPER/room"})
    void aNameThatNoRoomCanHaveIsRefused(String room) {
        Party guest = guest();

        assertThat(guest.join(room).refusal()).isEqualTo("bad-destination");
        assertThat(guest.publish(room, "hi", PLAIN).refusal()).isEqualTo("bad-destination");
        assertThat(guest.fence().refusal()).isNull();
    }

    // ---------------------------------------------------------------- nothing gets in

    /** Rooms that exist, empty rooms and namespaces that do not exist look alike. */
    @ParameterizedTest
    @ValueSource(strings = {"staff/lobby", "staff/empty", "vault-7/lobby", "nowhere/lobby"})
    void aStrangerIsRefusedWhateverIsThere(String room) {
        Party insider = user("insider", "STAFF", "VAULT-7");
        var unused = insider.join("staff/lobby");
        Party stranger = user("stranger", "USER");

        assertThat(stranger.join(room).refusal()).isEqualTo("not-allowed");
        assertThat(stranger.watch(room).refusal()).isEqualTo("not-allowed");
        assertThat(stranger.publish(room, "let me in", PLAIN).refusal()).isEqualTo("not-allowed");
        assertThat(stranger.ask(room, "who is there?").refusal()).isEqualTo("not-allowed");
        insider.fence();
        assertThat(insider.heardSoFar()).isEmpty();
    }

    @Test
    void whoHasTheRoleGetsIn() {
        String room = room("staff");
        Party insider = user("insider", "STAFF");

        assertThat(insider.join(room).refusal()).isNull();
        assertThat(insider.publish(room, "welcome", PLAIN).refusal()).isNull();
        assertThat(insider.hear().body()).isEqualTo("welcome");
    }

    // ---------------------------------------------------------------- everything is bounded

    @Test
    void aRoomTakesNoMoreMembersThanItsNamespaceAllows() {
        String room = room("small");
        Party member = member(room);
        Party late = guest();

        assertThat(late.join(room).refusal()).isEqualTo("room-full");
        assertThat(member.leave(room).refusal()).isNull();
        assertThat(late.join(room).refusal()).isNull();
    }
}
