package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.question.Answers;
import io.hubbub.question.Questions;
import io.hubbub.security.Users;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Questions and answers, as the clients see them. */
@WireTest
class QuestionWireTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired private Broadcast broadcast;
    @Autowired private Questions questions;
    @Autowired private Users users;
    @Autowired private MeterRegistry meters;

    /** Connects and listens to errors and replies. */
    private static WireClient asker(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:replies\ndestination:/user/queue/replies\n\n\0");
        return client.expectNothing();
    }

    private static void ask(WireClient asker, String destination) {
        asker.send("SEND\ndestination:" + destination + "\nask:60000\n\n?\0");
    }

    /** Reads a question and says where its answer goes. */
    private static String replyTo(WireClient receiver) {
        Stomp question = receiver.nextMessage();
        assertThat(question.header("reply-to")).as(question.text()).matches("/reply/[0-9a-z]{24}");
        return String.valueOf(question.header("reply-to"));
    }

    private static void answer(WireClient receiver, String body) {
        receiver.send("SEND\ndestination:" + replyTo(receiver) + "\n\n" + body + "\0");
    }

    private static JsonNode json(Stomp frame) {
        return JSON.readTree(frame.body());
    }

    private static void expectRefusal(WireClient client, String code) {
        assertThat(json(client.nextMessage()).get("code").asString()).isEqualTo(code);
        client.expectNothing();
    }

    // ---------------------------------------------------------------- the frames

    @Test
    void aQuestionItsAnswersAndWhoIsMissing(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient bob = wire.join("/topic/main/a");
        WireClient carol = wire.join("/topic/main/a");
        asker.send(
                "SEND\ndestination:/topic/main/a\nevent:vote\nask:60000\ncorrelation-id:a\\c7\nx-a:b\n"
                        + "reply-to:/reply/forged\n\nlunch?\0");
        String question =
                "MESSAGE\nsubscription:0\nmessage-id:*\ndestination:/topic/a\nevent:vote\nsent-at:*\n"
                        + "from:*\nclient:*\nx-a:b\nreply-to:*\ncontent-length:6\n\nlunch?\0";
        String replyTo = bob.expect(question).header("reply-to");
        assertThat(carol.expect(question).header("reply-to")).isEqualTo(replyTo);

        bob.send("SEND\ndestination:" + replyTo + "\nreceipt:1\n\npizza\0").expectReceipt("1");
        asker.expectNothing();
        carol.close();

        String told =
                "{\"answers\":[{\"client\":\"%s\",\"user\":\"%s\",\"body\":\"pizza\"}],\"missing\":[{\"client\":\"%s\",\"user\":\"%s\"}]}"
                        .formatted(bob.id(), bob.user(), carol.id(), carol.user());
        asker.expect(
                "MESSAGE\nsubscription:replies\nmessage-id:*\ndestination:/user/queue/replies\n"
                        + "event:answers\nsent-at:*\ncontent-type:application/json\n"
                        + "correlation-id:a\\c7\ncontent-length:"
                        + told.length()
                        + "\n\n"
                        + told
                        + "\0");
        asker.expectNothing();
        assertThat(questions.count()).isZero();
    }

    @Test
    void whoDoesNotAnswerInTimeIsMissing(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient silent = wire.join("/topic/main/a");
        Stomp told = askFor(1, asker);
        for (int millis = 10; json(told).get("missing").isEmpty(); millis *= 10) {
            // A busy machine needs longer than that to put the question.
            told = askFor(millis, asker);
        }

        assertThat(told.headers()).doesNotContainKey("correlation-id");
        assertThat(json(told).get("answers")).isEmpty();
        assertThat(json(told).at("/missing/0/client").asString()).isEqualTo(silent.id());
        answer(silent, "late");
        asker.expectNothing();
    }

    /** Asks and waits until the time is over. */
    private static Stomp askFor(int millis, WireClient asker) {
        asker.send("SEND\ndestination:/topic/main/a\nask:" + millis + "\n\n?\0");
        return asker.nextMessage();
    }

    @Test
    void whoUnsubscribesIsNotWaitedFor(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient leaving = wire.join("/topic/main/a");
        ask(asker, "/topic/main/a");
        String replyTo = replyTo(leaving);
        leaving.send("UNSUBSCRIBE\nid:0\n\n\0SEND\ndestination:" + replyTo + "\n\nlate\0");

        JsonNode told = json(asker.nextMessage());
        assertThat(told.get("answers")).isEmpty();
        assertThat(told.at("/missing/0/client").asString()).isEqualTo(leaving.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topic/main/nobody-is-here", "/topic/main/alone"})
    void whereNobodyIsAskedTheAnswerComesAtOnce(String destination, WireClients wire) {
        WireClient asker = asker(wire);
        asker.send("SUBSCRIBE\nid:0\ndestination:/topic/main/alone\n\n\0");
        ask(asker, destination);
        assertThat(asker.nextMessage().bodyText()).isEqualTo("{\"answers\":[],\"missing\":[]}");
        asker.expectNothing();
    }

    /** The receipt says that the question was handed over, as for any message. */
    @Test
    void theReceiptDoesNotWaitForAnswers(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient receiver = wire.join("/topic/main/a");
        asker.send("SEND\ndestination:/topic/main/a\nask:60000\nreceipt:1\n\n?\0");
        asker.expectReceipt("1");
        answer(receiver, "yes");
        assertThat(json(asker.nextMessage()).at("/answers/0/body").asString()).isEqualTo("yes");
    }

    @Test
    void anAskNeverAsksItsSender(WireClients wire) {
        WireClient asker = asker(wire);
        asker.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:in\n\n\0");
        asker.expectReceipt("in");
        WireClient receiver = wire.join("/topic/main/a");
        asker.send("SEND\ndestination:/topic/main/a\nask:60000\necho:true\n\n?\0");
        asker.expectNothing();
        answer(receiver, "yes");
        assertThat(json(asker.nextMessage()).get("answers")).hasSize(1);
    }

    @Test
    void onlyTheAskingClientIsToldAndNotItsUsersOthers(WireClients wire) {
        WireClient bystander = staff(wire, "login:alice\npasscode:wonderland");
        WireClient asker = staff(wire, "login:alice\npasscode:wonderland");
        ask(asker, "/topic/main/nobody-is-here");
        asker.nextMessage();
        bystander.expectNothing();
    }

    @Test
    void aQuestionMayGoToSeveralRoomsAndThroughTheApplicationsPath(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient both = wire.join("/topic/main/a");
        both.send("SUBSCRIBE\nid:1\ndestination:/topic/main/b\nreceipt:2\n\n\0").expectReceipt("2");
        WireClient one = wire.join("/topic/main/b");
        WireClient muted = wire.join("/topic/main/b");
        muted.send("SUBSCRIBE\nid:1\ndestination:/topic/main/c\nreceipt:2\n\n\0")
                .expectReceipt("2");
        asker.send("SEND\ndestination:/app/main/a\nalso:b\nexcept:c\nask:60000\n\n?\0");

        answer(both, "both");
        answer(one, "one");
        JsonNode told = json(asker.nextMessage());
        assertThat(told.get("answers")).hasSize(2);
        assertThat(told.get("missing")).isEmpty();
        both.expectNothing();
        muted.expectNothing();
    }

    @Test
    void jsonIsEmbeddedTextIsAStringAndBytesAreBase64(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient[] receivers = new WireClient[4];
        Arrays.setAll(receivers, _ -> wire.join("/topic/main/a"));
        ask(asker, "/topic/main/a");
        String to = "SEND\ndestination:" + replyTo(receivers[0]) + "\nreceipt:1\n";
        receivers[0].send(to + "content-type:application/json\n\n{\"n\":[1, 2]}\0");
        receivers[0].expectReceipt("1");
        receivers[1].nextMessage();
        receivers[1].send(to + "content-type:application/json\n\n{\"n\":\0");
        receivers[1].expectReceipt("1");
        receivers[2].nextMessage();
        receivers[2].send(to + "\né \"😀\"\0");
        receivers[2].expectReceipt("1");
        receivers[3].nextMessage();
        byte[] head = (to + "content-length:3\n\n").getBytes(UTF_8);
        byte[] frame = Arrays.copyOf(head, head.length + 4);
        System.arraycopy(new byte[] {(byte) 0xFF, 0, (byte) 0xFE}, 0, frame, head.length, 3);
        receivers[3].sendBinary(frame);

        Stomp told = asker.nextMessage();
        assertThat(told.binary()).isFalse();
        assertThat(told.bodyText())
                .contains("\"body\":{\"n\":[1, 2]}}")
                .contains("\"body\":\"{\\\"n\\\":\"}")
                .contains("\"body\":\"é \\\"😀\\\"\"}")
                .contains("\"body\":\"/wD+\",\"encoding\":\"base64\"}");
    }

    // ---------------------------------------------------------------- what is refused

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "+5", "1.5", "", " ", "60001", "99999999999", "five", "٥"})
    void aTimeThatIsNoneIsABadFrame(String written, WireClients wire) {
        WireClient asker = asker(wire);
        asker.send("SEND\ndestination:/topic/main/a\nreceipt:1\nask:" + written + "\n\n?\0");
        assertThat(asker.expectError("bad-frame", 4500).header("message"))
                .isEqualTo("ask is in milliseconds, from 1 to 60000");
        assertThat(questions.count()).isZero();
    }

    @Test
    void whoDoesNotListenToRepliesCannotAsk(WireClients wire) {
        WireClient deaf = wire.connectListening();
        WireClient receiver = wire.join("/topic/main/a");
        deaf.send("SEND\ndestination:/topic/main/a\nask:60000\nreceipt:1\n\n?\0");
        expectRefusal(deaf, "no-replies");
        receiver.expectNothing();
        assertThat(questions.count()).isZero();
    }

    @Test
    void whoMayNotSendMayNotAsk(WireClients wire) {
        WireClient asker = asker(wire);
        ask(asker, "/topic/chat/no-member");
        expectRefusal(asker, "not-allowed");
        ask(asker, "/topic/admin/a");
        expectRefusal(asker, "not-allowed");
        assertThat(questions.count()).isZero();
    }

    @Test
    void aSecondAnswerAndOneThatWasNotAskedForAreRefusedAlike(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient receiver = wire.connectListening();
        receiver.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0");
        receiver.expectReceipt("1");
        WireClient silent = wire.join("/topic/main/a");
        ask(asker, "/topic/main/a");
        String replyTo = replyTo(receiver);
        String answer = "SEND\ndestination:" + replyTo + "\nreceipt:2\n\nyes\0";
        receiver.send(answer).expectReceipt("2");

        receiver.send(answer);
        String again = receiver.nextMessage().bodyText();
        WireClient stranger = wire.connectListening();
        stranger.send(answer);
        String uninvited = stranger.nextMessage().bodyText();
        stranger.send(answer.replace(replyTo, "/reply/unknown"));
        String unknown = stranger.nextMessage().bodyText();
        asker.send(answer);
        String own = asker.nextMessage().bodyText();

        assertThat(again)
                .isEqualTo(
                        "{\"code\":\"ask-over\",\"message\":\"The question is over\",\"close\":4519,\"destination\":\""
                                + replyTo
                                + "\",\"receipt\":\"2\"}");
        assertThat(uninvited).isEqualTo(again);
        assertThat(own).isEqualTo(again);
        assertThat(unknown).isEqualTo(again.replace(replyTo, "/reply/unknown"));
        receiver.expectNothing();
        stranger.expectNothing();
        silent.close();
        assertThat(json(asker.nextMessage()).get("answers")).hasSize(1);
    }

    @Test
    void aLateAnswerClosesNobody(WireClients wire) {
        WireClient deaf = wire.connect();
        deaf.send("SEND\ndestination:/reply/unknown\nreceipt:1\n\nlate\0");
        deaf.expectNothing();
    }

    @Test
    void whoEndsThereIsNobodyToTell(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient receiver = wire.connectListening();
        receiver.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0");
        receiver.expectReceipt("1");
        ask(asker, "/topic/main/a");
        String replyTo = replyTo(receiver);
        asker.send("DISCONNECT\n\n\0").expectClose(1000);
        await().untilAsserted(() -> assertThat(questions.count()).isZero());
        receiver.send("SEND\ndestination:" + replyTo + "\n\nyes\0");
        expectRefusal(receiver, "ask-over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reply/unknown", "/reply/a/b"})
    void repliesAreNotSubscribedTo(String destination, WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:0\ndestination:" + destination + "\n\n\0");
        expectRefusal(client, "no-such-destination");
    }

    /** The server's own code may put anybody into any room; that opens nothing else. */
    @Test
    void whoMayNotEnterTheNamespaceMayNotAnswerInIt(WireClients wire) {
        WireClient guest = wire.connectListening();
        guest.expectNothing();
        broadcast.in("known").client(guest.id()).join("a");
        CompletableFuture<Answers> answers =
                broadcast.in("known").to("a").ask(Duration.ofMinutes(1), "vote", "lunch?");
        guest.send("SEND\ndestination:" + replyTo(guest) + "\n\npizza\0");
        expectRefusal(guest, "not-allowed");
        assertThat(answers).isNotDone();
        answers.cancel(false);
    }

    @Test
    void whatWasTakenAwayMeanwhileNeitherAnswersNorHearsTheAnswers(WireClients wire) {
        WireClient alice = staff(wire, "login:alice\npasscode:wonderland");
        WireClient bob = staff(wire, "Authorization:Bearer " + Tokens.token("bob", "STAFF"));
        ask(alice, "/topic/staff/a");
        ask(bob, "/topic/staff/a");
        String alices = replyTo(bob);
        String bobs = replyTo(alice);
        try {
            users.withdraw("alice", "STAFF");
            alice.send("SEND\ndestination:" + bobs + "\n\nstill here\0");
            assertThat(json(alice.nextMessage()).get("destination").asString())
                    .isEqualTo("/topic/staff/a");
            expectRefusal(alice, "ask-over");
            assertThat(json(bob.nextMessage()).get("missing")).hasSize(1);

            bob.send("SEND\ndestination:" + alices + "\nreceipt:1\n\nsecret\0");
            bob.expectReceipt("1");
            // The next answers come after those that are not to come.
            WireClient carol = wire.join("/topic/main/a");
            ask(alice, "/topic/main/a");
            answer(carol, "open to all");
            assertThat(json(alice.nextMessage()).at("/answers/0/body").asString())
                    .isEqualTo("open to all");
            alice.expectNothing();
        } finally {
            users.restore("alice", "STAFF");
        }
    }

    /** Connects as somebody, listens to errors and replies, and joins. */
    private static WireClient staff(WireClients wire, String who) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nhost:localhost\n" + who + "\n\n\0");
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        client.send(
                "SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\n\n\0",
                "SUBSCRIBE\nid:replies\ndestination:/user/queue/replies\n\n\0",
                "SUBSCRIBE\nid:0\ndestination:/topic/staff/a\nreceipt:in\n\n\0");
        return client.expectReceipt("in");
    }

    @Test
    void headersOfTheServersCannotBeForged(WireClients wire) {
        WireClient member = wire.join("/topic/main/a");
        wire.connect()
                .send(
                        "SEND\ndestination:/topic/main/a\nreply-to:/reply/forged\ncorrelation-id:1\n"
                                + "x-reply-to:mine\n\nhello\0");
        assertThat(member.nextMessage().headers())
                .doesNotContainKeys("reply-to", "correlation-id")
                .containsEntry("x-reply-to", "mine");
    }

    // ---------------------------------------------------------------- from Java, and over SockJS

    @Test
    void theServerAsksToo(WireClients wire) throws Exception {
        WireClient bob = wire.join("/topic/chat/a");
        WireClient carol = wire.join("/topic/chat/a");
        CompletableFuture<Answers> asked =
                broadcast.in("chat").to("a").ask(Duration.ofMinutes(1), "vote", Map.of("n", 1));
        Stomp question = bob.nextMessage();
        assertThat(question.header("event")).isEqualTo("vote");
        assertThat(question.bodyText()).isEqualTo("{\"n\":1}");
        bob.send(
                "SEND\ndestination:"
                        + question.header("reply-to")
                        + "\ncontent-type:text/plain\n\npizza\0");
        bob.expectNothing();
        carol.send("UNSUBSCRIBE\nid:0\n\n\0");

        Answers answers = asked.get(10, TimeUnit.SECONDS);
        assertThat(answers.answers()).hasSize(1);
        assertThat(answers.answers().getFirst().user().name()).isEqualTo(bob.user());
        assertThat(answers.answers().getFirst().contentType()).isEqualTo("text/plain");
        assertThat(answers.answers().getFirst().text()).isEqualTo("pizza");
        assertThat(answers.missing())
                .extracting(Answers.Missing::client)
                .containsExactly(carol.id());
    }

    @Test
    void clientsOfSockJsAskAndAnswer(WireClients wire) {
        WireClient asker = sockJs(wire, "asker001");
        WireClient receiver = sockJs(wire, "answer01");
        sendSockJs(asker, "SUBSCRIBE\nid:r\ndestination:/user/queue/replies\n\n\0");
        sendSockJs(receiver, "SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:1\n\n\0");
        nextSockJs(receiver);
        WireClient plain = wire.join("/topic/main/a");
        sendSockJs(
                asker, "SEND\ndestination:/topic/main/a\nask:60000\ncorrelation-id:7\n\nlunch?\0");
        String question = nextSockJs(receiver);
        String replyTo = question.replaceAll("(?s).*\nreply-to:([^\n]+)\n.*", "$1");
        sendSockJs(receiver, "SEND\ndestination:" + replyTo + "\nreceipt:2\n\npizza \"é\"\0");
        assertThat(nextSockJs(receiver)).isEqualTo("RECEIPT\nreceipt-id:2\n\n\0");
        assertThat(replyTo(plain)).isEqualTo(replyTo);
        byte[] head = ("SEND\ndestination:" + replyTo + "\ncontent-length:2\n\n").getBytes(UTF_8);
        byte[] frame = Arrays.copyOf(head, head.length + 3);
        frame[head.length] = (byte) 0xFF;
        plain.sendBinary(frame);

        assertThat(nextSockJs(asker))
                .contains("\nevent:answers\n", "\ncorrelation-id:7\n")
                .doesNotContain("content-encoding")
                .contains("\"body\":\"pizza \\\"é\\\"\"}")
                .contains("\"body\":\"/wA=\",\"encoding\":\"base64\"}");
    }

    private static WireClient sockJs(WireClients wire, String session) {
        WireClient client = wire.open("/sockjs/000/" + session + "/websocket");
        client.nextData();
        sendSockJs(client, "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
        assertThat(nextSockJs(client)).startsWith("CONNECTED\n");
        return client;
    }

    private static void sendSockJs(WireClient client, String frame) {
        client.send(JSON.writeValueAsString(new String[] {frame}));
    }

    private static String nextSockJs(WireClient client) {
        String array = new String(client.nextData().payload(), UTF_8).substring(1);
        return JSON.readValue(array, String[].class)[0];
    }

    // ---------------------------------------------------------------- metrics

    @Test
    void questionsAreCounted(WireClients wire) {
        double complete = ended("complete");
        double timeout = ended("timeout");
        WireClient asker = asker(wire);
        wire.join("/topic/main/a");
        ask(asker, "/topic/main/a");
        asker.send("SEND\ndestination:/topic/main/a\nask:1\n\n?\0");
        asker.nextMessage();
        ask(asker, "/topic/main/nobody-is-here");
        asker.nextMessage();

        assertThat(ended("timeout") - timeout).isEqualTo(1);
        assertThat(ended("complete") - complete).isEqualTo(1);
        assertThat(meters.get("hubbub.asks").gauge().value()).isEqualTo(1);
    }

    private double ended(String outcome) {
        return meters.get("hubbub.asks.ended").tag("outcome", outcome).functionCounter().count();
    }
}
