package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.MiddlewareFixture;
import io.hubbub.contract.MiddlewareStage;
import io.hubbub.contract.MiddlewareWireTest;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.message.RoomName;
import io.hubbub.room.Rooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** What an application's middlewares do to what clients send. */
@MiddlewareWireTest
@ExtendWith(OutputCaptureExtension.class)
class MiddlewareTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired private Rooms rooms;
    @Autowired private Broadcast broadcast;
    @Autowired private MiddlewareStage stage;

    @AfterEach
    void nobodyWaitsAnyMore() {
        stage.clear();
    }

    private static String refusal(WireClient client) {
        return client.nextMessage().bodyText();
    }

    // ---------------------------------------------------------------- messages

    @ParameterizedTest
    @CsvSource({
        "/topic/watched/lobby, room watched/lobby",
        "/app/watched/lobby,   path watched/lobby",
    })
    void receiversReadWhatTheMiddlewaresMadeOfItInTheirOrder(
            String destination, String where, WireClients wire) {
        WireClient member = wire.join("/topic/watched/lobby");
        WireClient sender = wire.connect();
        sender.send("SEND\ndestination:" + destination + "\nreceipt:1\nevent:typing\n\nhello\0");
        sender.expectReceipt("1");

        Stomp message = member.nextMessage();
        assertThat(message.bodyText()).isEqualTo("hello");
        assertThat(message.header("event")).isEqualTo("typing");
        assertThat(message.header("x-path")).isEqualTo("first,last");
        assertThat(message.header("x-event")).isEqualTo("typing");
        assertThat(message.header("x-where")).isEqualTo(where);
        assertThat(message.header("from")).isEqualTo(sender.user());
        assertThat(message.header("client")).isEqualTo(sender.id());
    }

    @Test
    void theEventTheContentTypeAndTheSendersOwnHeadersCanBeChanged(WireClients wire) {
        WireClient member = wire.join("/topic/watched/lobby");
        String head = "SEND\ndestination:/topic/watched/lobby\nevent:a\ncontent-type:text/plain\n";
        member.send(head + "x-own:1\nx-set:event=b\nx-remove:content-type\n\n\0");
        member.send(head + "x-own:1\nx-set:content-type=application/json\nx-remove:x-own\n\n\0");

        Stomp one = member.nextMessage();
        assertThat(one.header("event")).isEqualTo("b");
        assertThat(one.headers()).doesNotContainKeys("content-type", "x-set", "x-remove");
        assertThat(one.header("x-own")).isEqualTo("1");
        assertThat(one.header("x-event")).as("what the next middleware saw").isEqualTo("b");
        Stomp two = member.nextMessage();
        assertThat(two.header("event")).isEqualTo("a");
        assertThat(two.header("content-type")).isEqualTo("application/json");
        assertThat(two.headers()).doesNotContainKey("x-own");
    }

    @Test
    void whereAMessageGoesCanBeChangedWithinWhatTheSenderMay(WireClients wire) {
        WireClient lobby = wire.join("/topic/watched/lobby");
        WireClient news = wire.join("/topic/watched/news");
        String head = "SEND\ndestination:/topic/watched/lobby\n";
        lobby.send(head + "x-set:also=news\n\none\0");
        assertThat(lobby.nextMessage().bodyText()).isEqualTo("one");
        lobby.send(head + "also:news\nx-remove:also\n\ntwo\0");
        assertThat(lobby.nextMessage().bodyText()).isEqualTo("two");
        lobby.send(head + "x-set:echo=false\nreceipt:3\n\nthree\0").expectReceipt("3");
        lobby.send(head + "also:news\nx-set:except=news\n\nfour\0");
        assertThat(lobby.nextMessage().bodyText()).isEqualTo("four");
        lobby.send(head + "volatile:true\nx-remove:volatile\n\nfive\0");
        assertThat(lobby.nextMessage().header("message-id")).doesNotStartWith("v\\c");
        lobby.expectNothing();
        assertThat(news.nextMessage().bodyText()).isEqualTo("one");
        news.expectNothing();
    }

    @Test
    void whereAMiddlewareSendsItTheGateDecidesStill(WireClients wire) {
        WireClient member = wire.join("/topic/watched/lobby");
        WireClient sender = wire.connectListening();
        sender.send("SEND\ndestination:/topic/watched/lobby\nx-set:also=../admin/x\n\n\0");

        assertThat(refusal(sender)).contains("\"code\":\"bad-destination\"");
        member.expectNothing();
    }

    @Test
    void aControllerReadsWhatTheMiddlewaresMadeOfIt(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:/user/queue/replies\n\n\0");
        String head = "SEND\ndestination:/app/watched/headers\ncontent-type:text/plain\nevent:a\n";
        client.send(head + "x-set:content-type=application/json\n\n{}\0");
        client.send(head + "x-remove:content-type\n\n{}\0");

        assertThat(client.nextMessage().bodyText())
                .isEqualTo("application/json [application/json] [a] [first,last]");
        assertThat(client.nextMessage().bodyText()).isEqualTo("null null [a] [first,last]");
    }

    @Test
    void answersAreAskedAboutToo(WireClients wire) {
        WireClient asker = wire.join("/topic/watched/lobby");
        asker.send("SUBSCRIBE\nid:1\ndestination:/user/queue/replies\n\n\0");
        WireClient member = wire.connectListening();
        member.send("SUBSCRIBE\nid:0\ndestination:/topic/watched/lobby\nreceipt:in\n\n\0");
        member.expectReceipt("in");
        asker.send("SEND\ndestination:/topic/watched/lobby\nask:60000\n\n?\0");
        String to = "SEND\ndestination:" + member.nextMessage().header("reply-to") + "\n";
        member.send(to + "x-do:refuse\n\nrude\0");
        assertThat(refusal(member)).doesNotContain("ask-over");
        asker.expectNothing();
        member.send(to + "x-set:content-type=application/json\n\n[1]\0");

        assertThat(asker.nextMessage().bodyText()).contains("\"body\":[1]}");
    }

    @Test
    void inOtherNamespacesNothingIsChanged(WireClients wire) {
        WireClient member = wire.join("/topic/main/watched");
        member.send("SEND\ndestination:/topic/watched\nx-do:refuse\n\n\0");

        assertThat(member.nextMessage().headers()).doesNotContainKeys("x-path", "x-where");
    }

    @Test
    void aPatternIsAskedInAllItsNamespaces(WireClients wire) {
        WireClient member = wire.join("/topic/watched-7/lobby");
        member.send("SEND\ndestination:/topic/watched-7/lobby\n\n\0");

        Stomp message = member.nextMessage();
        assertThat(message.header("x-path")).isEqualTo("first,last");
        assertThat(message.headers()).as("bound by name alone").doesNotContainKey("x-where");
        assertThat(stage.entries(member.id(), "watched-7")).isEqualTo(1);
    }

    // ---------------------------------------------------------------- refusals

    @Test
    void aRefusalHasTheApplicationsCodeAndData(WireClients wire) {
        WireClient member = wire.join("/topic/watched/lobby");
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/watched/lobby\nx-do:refuse\nreceipt:1\n\nhello\0");

        assertThat(refusal(client))
                .isEqualTo(
                        """
                        {"code":"no-mood","message":"Not in this mood","close":4515,"destination":"/topic/watched/lobby",\
                        "receipt":"1","data":{"retry":5}}\
                        """);
        client.expectNothing();
        member.expectNothing();
    }

    @Test
    void aRefusalWithoutDataNamesNone(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/watched/lobby\nx-do:refuse-plainly\n\nhello\0");

        assertThat(refusal(client)).startsWith("{\"code\":\"no-mood\",").doesNotContain("data");
    }

    @Test
    void whoDoesNotListenReadsTheDataInTheErrorAndIsClosed(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/watched/lobby\nx-do:refuse\nreceipt:1\n\nhello\0");

        client.expect(
                "ERROR\nmessage:Not in this mood\ncode:no-mood\nclose:4515\nreceipt-id:1\n"
                        + "content-type:application/json\ncontent-length:11\n\n{\"retry\":5}\0");
        client.expectClose(4515);
    }

    @ParameterizedTest
    @CsvSource({
        "refuse-as-hubbub, room-full,    The room is full",
        "throw-refusal,    bad-body,     Thrown",
        "throw,            server-error, Something went wrong on the server",
        "error,            server-error, Something went wrong on the server",
        "null,             server-error, Something went wrong on the server",
    })
    void whateverAMiddlewareDoesNothingPassesThatItDidNotLetPass(
            String what, String code, String message, WireClients wire, CapturedOutput output) {
        WireClient member = wire.join("/topic/watched/lobby");
        WireClient client = wire.connectListening();
        String told = "\"code\":\"" + code + "\",\"message\":\"" + message + "\"";

        client.send("SUBSCRIBE\nid:0\ndestination:/topic/watched/new\nx-enter:" + what + "\n\n\0");
        assertThat(refusal(client)).contains(told).doesNotContain(MiddlewareFixture.SECRET);
        client.send("SEND\ndestination:/app/watched/headers\nx-enter:" + what + "\n\n\0");
        assertThat(refusal(client)).contains(told);
        client.send("SEND\ndestination:/topic/watched/lobby\nx-do:" + what + "\nreceipt:1\n\n\0");
        assertThat(refusal(client)).contains(told).doesNotContain(MiddlewareFixture.SECRET);
        client.send("SEND\ndestination:/app/watched/headers\nx-do:" + what + "\n\n\0");
        assertThat(refusal(client)).contains(told);

        client.expectNothing();
        member.expectNothing();
        assertThat(stage.controlled()).isEmpty();
        assertThat(rooms.exists(new RoomName("watched", "new"))).isFalse();
        if (code.equals("server-error")) {
            assertThat(output).contains("Middleware io.hubbub.contract.MiddlewareFixture$First");
        }
    }

    @Test
    void whatFollowsARefusedMessageOfItsRunDoesNotOvertakeIt(WireClients wire) {
        WireClient member = wire.join("/topic/watched/lobby");
        WireClient client = wire.connectListening();
        String send = "SEND\ndestination:/topic/watched/lobby\n";
        client.send(
                send + "run:1\nreceipt:1\n\nfirst\0",
                send + "run:1\nx-do:null\nreceipt:2\n\nsecond\0",
                send + "run:1\nreceipt:3\n\nthird\0",
                send + "receipt:4\n\nfourth\0",
                send + "run:2\nreceipt:5\n\nthird\0");

        // A RECEIPT is told once every lane is done, and a refusal at once. So only the order of
        // the receipts and the order of the refusals are promised.
        Map<String, List<Stomp>> answers =
                Stream.generate(client::next).limit(5).collect(groupingBy(Stomp::command));
        assertThat(answers.get("RECEIPT"))
                .extracting(frame -> frame.header("receipt-id"))
                .containsExactly("1", "4", "5");
        assertThat(answers.get("MESSAGE"))
                .extracting(Stomp::bodyText)
                .allSatisfy(refusal ->
                        assertThat(refusal)
                                .startsWith("{\"code\":\"server-error\",")
                                .contains("\"close\":4003,"))
                .satisfiesExactly(
                        refusal -> assertThat(refusal).contains("\"receipt\":\"2\""),
                        refusal -> assertThat(refusal).contains("\"receipt\":\"3\""));
        assertThat(
                        List.of(
                                member.nextMessage().bodyText(),
                                member.nextMessage().bodyText(),
                                member.nextMessage().bodyText()))
                .containsExactly("first", "fourth", "third");
    }

    @Test
    void aRefusalForGoodHoldsUpNothing(WireClients wire) {
        WireClient client = wire.connectListening();
        String send = "SEND\ndestination:/topic/watched/lobby\nrun:1\n";
        client.send(send + "x-do:refuse\nreceipt:1\n\n\0", send + "receipt:2\n\n\0");

        assertThat(refusal(client)).contains("\"receipt\":\"1\"");
        client.expectReceipt("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-do:forge",
                "x-set:destination=/topic/admin/x",
                "x-set:receipt=9",
                "x-set:id=9",
                "x-set:ask=9",
                "x-remove:receipt",
                "x-set:echo=maybe",
                "x-set:content-type=;;"
            })
    void aChangeThatIsNotAMiddlewaresToMakeIsItsOwnFailure(String change, WireClients wire) {
        WireClient member = wire.join("/topic/watched/lobby");
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/watched/lobby\n" + change + "\nreceipt:1\n\n\0");

        assertThat(refusal(client))
                .startsWith("{\"code\":\"server-error\",")
                .contains("\"receipt\":\"1\"");
        client.expectNothing();
        member.expectNothing();
    }

    // ---------------------------------------------------------------- entries

    @Test
    void aClientEntersOnceHoweverMuchItDoes(WireClients wire) {
        WireClient client = wire.connect();
        for (int i = 0; i < 20; i++) {
            client.send("SUBSCRIBE\nid:" + i + "\ndestination:/topic/watched/r" + i + "\n\n\0");
            client.send("SEND\ndestination:/topic/watched/empty\n\n\0");
            client.send("SEND\ndestination:/app/watched/headers\n\n\0");
            client.send("UNSUBSCRIBE\nid:" + i + "\n\n\0");
        }
        client.send("SUBSCRIBE\nid:h\ndestination:/app/watched/hello\n\n\0");
        client.nextMessage();
        client.expectNothing();

        assertThat(stage.entries(client.id(), "watched")).isEqualTo(1);
    }

    @Test
    void eachClientAndEachNamespaceIsAskedFor(WireClients wire) {
        WireClient one = wire.join("/topic/watched/a");
        WireClient two = wire.join("/topic/watched/a");
        one.send("SEND\ndestination:/topic/watched-1/a\nreceipt:1\n\n\0").expectReceipt("1");

        assertThat(stage.entries(one.id(), "watched")).isEqualTo(1);
        assertThat(stage.entries(one.id(), "watched-1")).isEqualTo(1);
        assertThat(stage.entries(two.id(), "watched")).isEqualTo(1);
        assertThat(stage.entries(two.id(), "watched-1")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE\nid:0\ndestination:/topic/watched/a\n",
                "SUBSCRIBE\nid:0\ndestination:/app/watched/hello\n",
                "SEND\ndestination:/topic/watched/a\n",
                "SEND\ndestination:/app/watched/headers\n",
                "SEND\ndestination:/app/watched/a\n",
                "SUBSCRIBE\nid:0\ndestination:/presence/watched/a\n",
                "SUBSCRIBE\nid:0\ndestination:/queue/watched/a\n",
                "SEND\ndestination:/queue/watched/a\n"
            })
    void whateverTheFirstFrameIsARefusedEntryKeepsItOut(String head, WireClients wire) {
        WireClient member = wire.join("/topic/watched/a");
        WireClient client = wire.connectListening();
        client.send(head + "x-enter:refuse\nreceipt:1\n\n\0");
        client.send(head + "x-enter:refuse\nreceipt:2\n\n\0");

        assertThat(refusal(client))
                .startsWith("{\"code\":\"no-mood\",")
                .endsWith("\"receipt\":\"1\",\"data\":{\"retry\":5}}");
        assertThat(refusal(client)).contains("\"receipt\":\"2\"");
        client.expectNothing();
        member.expectNothing();
        assertThat(stage.entries(client.id(), "watched")).isEqualTo(2);
        assertThat(stage.controlled()).isEmpty();
        assertThat(rooms.members(new RoomName("watched", "a"))).hasSize(1);
    }

    @Test
    void afterARefusalTheNextFrameAsksAgain(WireClients wire) {
        WireClient client = wire.connectListening();
        String subscribe = "SUBSCRIBE\nid:0\ndestination:/topic/watched/a\nreceipt:1\n";
        client.send(subscribe + "x-enter:refuse\n\n\0");
        refusal(client);
        client.send(subscribe + "\n\0").expectReceipt("1");
        client.send("SEND\ndestination:/topic/watched/b\nx-enter:refuse\nreceipt:2\n\n\0");
        client.expectReceipt("2");

        assertThat(stage.entries(client.id(), "watched")).isEqualTo(2);
    }

    @Test
    void whomTheGateRefusesNoMiddlewareSees(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/vip/a\nx-enter:refuse\n\n\0");
        client.send("SEND\ndestination:/topic/vip/a\nx-do:refuse\n\n\0");
        client.send("SEND\ndestination:/app/vip/a\nx-do:refuse\n\n\0");

        for (int i = 0; i < 3; i++) {
            assertThat(refusal(client)).contains("\"code\":\"not-allowed\"");
        }
        client.expectNothing();
        assertThat(stage.entries(client.id(), "vip")).isZero();
    }

    @Test
    void aSubscribeIsNoMessage(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/watched/a\nx-do:refuse\nreceipt:1\n\n\0");
        client.expectReceipt("1");
    }

    @Test
    void whatTheServerDoesItselfIsNotAskedAbout(WireClients wire) {
        WireClient client = wire.connect();
        assertThat(broadcast.in("watched").client(client.id()).join("a")).isEqualTo(1);
        broadcast.in("watched").to("a").send("by the server");

        assertThat(client.nextMessage().headers()).doesNotContainKey("x-path");
        assertThat(stage.entries(client.id(), "watched")).isZero();
    }

    @Test
    void overSockJsClientsEnterOnceToo(WireClients wire) {
        WireClient client = wire.open("/sockjs/000/abcd1234/websocket");
        assertThat(payload(client)).isEqualTo("o");
        client.send(JSON.writeValueAsString(List.of("CONNECT\naccept-version:1.2\n\n\0")));
        String connected = JSON.readTree(payload(client).substring(1)).get(0).asString();
        String id = connected.substring(connected.indexOf("\nclient:") + 8, connected.length() - 3);
        List<String> frames = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            frames.add("SEND\ndestination:/topic/watched/" + i + "\nreceipt:" + i + "\n\n\0");
        }
        client.send(JSON.writeValueAsString(frames));
        for (int i = 0; i < 20; i++) {
            assertThat(payload(client)).contains("receipt-id:" + i);
        }

        assertThat(stage.entries(id, "watched")).as(id).isEqualTo(1);
    }

    private static String payload(WireClient client) {
        return new String(client.nextData().payload(), UTF_8);
    }

    // ---------------------------------------------------------------- slow ones

    @ParameterizedTest
    @ValueSource(strings = {"x-do", "x-enter"})
    void aSlowOneHoldsUpItsOwnClientAlone(String hook, WireClients wire) throws Exception {
        WireClient member = wire.join("/topic/watched/lobby");
        List<WireClient> slow = new ArrayList<>();
        List<CountDownLatch> latches = new ArrayList<>();
        // More than there are cores, lanes or threads of any pool that would be thought enough.
        for (int i = 0; i < 64; i++) {
            WireClient client = wire.connect();
            client.send("SEND\ndestination:/topic/watched/lobby\n" + hook + ":wait\n\nslow\0");
            client.send("SEND\ndestination:/topic/watched/lobby\nreceipt:after\n\nafter\0");
            slow.add(client);
        }
        for (int i = 0; i < slow.size(); i++) {
            latches.add(stage.awaitWaiting());
        }

        WireClient quick = wire.join("/topic/watched/lobby");
        quick.send("SEND\ndestination:/topic/watched/lobby\nreceipt:1\n\nquick\0");
        assertThat(quick.nextMessage().bodyText()).isEqualTo("quick");
        quick.expectReceipt("1");
        assertThat(member.nextMessage().bodyText()).isEqualTo("quick");
        WireClient waiting = slow.getFirst();
        assertThat(broadcast.in("watched").client(waiting.id()).join("other")).isEqualTo(1);
        broadcast.in("watched").to("other").send("while it waits");
        assertThat(waiting.nextMessage().bodyText()).isEqualTo("while it waits");
        assertThat(latches).allMatch(latch -> latch.getCount() == 1);

        latches.forEach(CountDownLatch::countDown);
        slow.forEach(client -> client.expectReceipt("after"));
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 2 * slow.size(); i++) {
            bodies.add(member.nextMessage().bodyText());
        }
        assertThat(bodies).containsOnly("slow", "after").filteredOn("slow"::equals).hasSize(64);
    }

    @Test
    void aClientThatGoesWhileItIsAskedForLeavesNothingBehind(WireClients wire) throws Exception {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/watched/gone\nx-enter:wait\n\n\0");
        CountDownLatch latch = stage.awaitWaiting();
        broadcast.in("watched").client(client.id()).disconnect();
        client.expectError("disconnected", 4509);
        latch.countDown();
        wire.close();

        assertThat(rooms.exists(new RoomName("watched", "gone"))).isFalse();
    }
}
