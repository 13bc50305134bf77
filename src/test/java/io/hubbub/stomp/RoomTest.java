package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.broadcast.Recipients;
import io.hubbub.client.Client;
import io.hubbub.contract.Backstage;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.message.RoomName;
import io.hubbub.room.Rooms;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What rooms do for those who are in them. */
@WireTest
class RoomTest {

    @Autowired private Rooms rooms;
    @Autowired private Backstage backstage;
    @Autowired private Broadcast broadcast;

    // ---------------------------------------------------------------- joining and leaving

    @Test
    void aMessageReachesEveryMemberAndNobodyElse(WireClients wire) {
        WireClient ann = wire.join("/topic/chat/lobby");
        WireClient bob = wire.join("/topic/chat/lobby");
        WireClient elsewhere = wire.join("/topic/chat/other");
        WireClient alike = wire.join("/topic/main/lobby");
        ann.send("SEND\ndestination:/topic/chat/lobby\ncontent-type:text/plain\n\nhello\0");
        String literal =
                "MESSAGE\nsubscription:0\nmessage-id:*\ndestination:/topic/chat/lobby\nevent:message\n"
                        + "sent-at:*\nfrom:"
                        + ann.user()
                        + "\nclient:"
                        + ann.id()
                        + "\ncontent-type:text/plain\ncontent-length:5\n\nhello\0";
        ann.expect(literal);
        bob.expect(literal);
        elsewhere.expectNothing();
        alike.expectNothing();
    }

    @Test
    void positionsCountFromOneWithinAnEpoch(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SEND\ndestination:/topic/main/a\n\n1\0SEND\ndestination:/topic/main/a\n\n2\0");
        Stomp first = client.nextMessage();
        Stomp second = client.nextMessage();
        assertThat(first.offset()).isEqualTo(1);
        assertThat(second.offset()).isEqualTo(2);
        assertThat(first.header("message-id")).matches("[a-z0-9]+\\\\c1");
        String epoch = first.header("message-id").replaceFirst("1$", "");
        assertThat(second.header("message-id")).isEqualTo(epoch + 2);
    }

    @Test
    void aRoomThatWasEmptyHasAnotherEpoch(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SEND\ndestination:/topic/main/a\n\n1\0");
        String before = client.nextMessage().header("message-id");
        client.send("UNSUBSCRIBE\nid:0\n\n\0", "SUBSCRIBE\nid:0\ndestination:/topic/main/a\n\n\0");
        client.send("SEND\ndestination:/topic/main/a\n\n1\0");
        assertThat(client.nextMessage().header("message-id")).isNotEqualTo(before);
    }

    @Test
    void twoSubscriptionsToOneRoomAreOneMember(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:a\ndestination:/topic/main/r\n\n\0");
        client.send("SUBSCRIBE\nid:b\ndestination:/topic/main/r\nreceipt:1\n\n\0");
        client.expectReceipt("1");
        RoomName room = new RoomName("main", "r");
        assertThat(rooms.members(room)).extracting(Client::id).containsExactly(client.id());
        client.send("SEND\ndestination:/topic/main/r\n\nboth\0");
        Stomp one = client.nextMessage();
        Stomp two = client.nextMessage();
        assertThat(new String[] {one.header("subscription"), two.header("subscription")})
                .containsExactlyInAnyOrder("a", "b");
        assertThat(one.header("message-id")).isEqualTo(two.header("message-id"));
        client.send("UNSUBSCRIBE\nid:a\n\n\0SEND\ndestination:/topic/main/r\n\none\0");
        assertThat(client.nextMessage().header("subscription")).isEqualTo("b");
        client.expectNothing();
        assertThat(rooms.members(room)).hasSize(1);
        client.send("UNSUBSCRIBE\nid:b\nreceipt:2\n\n\0").expectReceipt("2");
        assertThat(rooms.members(room)).isEmpty();
    }

    @Test
    void roomsAppearWithTheFirstMemberAndGoWithTheLast(WireClients wire) {
        RoomName room = new RoomName("chat", "here-today");
        assertThat(rooms.exists(room)).isFalse();
        WireClient one = wire.join("/topic/chat/here-today");
        WireClient two = wire.join("/topic/chat/here-today");
        assertThat(rooms.exists(room)).isTrue();
        one.send("UNSUBSCRIBE\nid:0\nreceipt:1\n\n\0").expectReceipt("1");
        assertThat(rooms.exists(room)).isTrue();
        two.send("DISCONNECT\n\n\0").expectClose(1000);
        wire.close();
        assertThat(rooms.exists(room)).isFalse();
        assertThat(rooms.count()).isZero();
    }

    @Test
    void sendingToARoomThatIsEmptyMakesNoRoom(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/main/nobody\nalso:no,body\nreceipt:1\n\n\0");
        client.expectReceipt("1");
        assertThat(rooms.count()).isZero();
    }

    @Test
    void mainIsWhereADestinationWithoutANamespaceIs(WireClients wire) {
        WireClient shortly = wire.join("/topic/x");
        WireClient fully = wire.join("/topic/main/x");
        shortly.send("SEND\ndestination:/topic/main/x\n\n1\0SEND\ndestination:/topic/x\n\n2\0");
        for (WireClient client : new WireClient[] {shortly, fully}) {
            assertThat(client.nextMessage().bodyText()).isEqualTo("1");
            Stomp second = client.nextMessage();
            assertThat(second.bodyText()).isEqualTo("2");
            assertThat(second.header("destination")).isEqualTo("/topic/x");
        }
    }

    @Test
    void aRoomsNameMayHaveSegmentsAndAnyLetters(WireClients wire) {
        for (String name : new String[] {"a/b/c", "Größe 😀", "a.b", "a\\cb", "%2F", "$#@!"}) {
            WireClient client = wire.join("/topic/chat/" + name);
            client.send("SEND\ndestination:/topic/chat/" + name + "\n\nhello\0");
            assertThat(client.nextMessage().header("destination")).isEqualTo("/topic/chat/" + name);
        }
    }

    @Test
    void namespacesOfAPatternAreApart(WireClients wire) {
        WireClient one = wire.join("/topic/tenant-1/lobby");
        WireClient two = wire.join("/topic/tenant-2/lobby");
        one.send("SEND\ndestination:/topic/tenant-1/lobby\nalso:tenant-2/lobby\n\nfor 1\0");
        assertThat(one.nextMessage().header("destination")).isEqualTo("/topic/tenant-1/lobby");
        two.expectNothing();
        broadcast.in("tenant-2").to("lobby").send("for 2");
        assertThat(two.nextMessage().bodyText()).isEqualTo("for 2");
        one.expectNothing();
        WireClient third = wire.connectListening();
        third.send("SUBSCRIBE\nid:0\ndestination:/topic/tenant-/lobby\n\n\0");
        assertThat(third.nextMessage().bodyText()).contains("\"not-allowed\"");
        third.send("SUBSCRIBE\nid:0\ndestination:/topic/tenant/lobby\n\n\0");
        assertThat(third.nextMessage().bodyText()).contains("\"not-allowed\"");
    }

    // ---------------------------------------------------------------- the headers of SEND

    @Test
    void echoFalseIsForEverybodyElse(WireClients wire) {
        WireClient sender = wire.join("/topic/main/a");
        WireClient other = wire.join("/topic/main/a");
        sender.send("SEND\ndestination:/topic/main/a\necho:false\n\nothers\0");
        sender.send("SEND\ndestination:/topic/main/a\necho:true\n\nall\0");
        assertThat(other.nextMessage().bodyText()).isEqualTo("others");
        assertThat(other.nextMessage().bodyText()).isEqualTo("all");
        Stomp echo = sender.nextMessage();
        assertThat(echo.bodyText()).isEqualTo("all");
        assertThat(echo.headers()).doesNotContainKey("echo");
    }

    @Test
    void alsoIsAUnionOfWhichEachMemberGetsOne(WireClients wire) {
        WireClient both = wire.join("/topic/main/a");
        both.send("SUBSCRIBE\nid:1\ndestination:/topic/main/b\nreceipt:1\n\n\0").expectReceipt("1");
        WireClient onlyB = wire.join("/topic/main/b");
        WireClient onlyC = wire.join("/topic/main/c");
        WireClient neither = wire.join("/topic/main/d");
        WireClient sender = wire.connect();
        sender.send("SEND\ndestination:/topic/main/a\nalso:b, c,b,a,empty\nreceipt:1\n\nall\0");
        sender.expectReceipt("1");
        assertThat(both.nextMessage().header("destination")).isEqualTo("/topic/a");
        assertThat(onlyB.nextMessage().header("destination")).isEqualTo("/topic/b");
        assertThat(onlyC.nextMessage().header("destination")).isEqualTo("/topic/c");
        for (WireClient client : new WireClient[] {both, onlyB, onlyC, neither}) {
            client.expectNothing();
        }
    }

    @Test
    void alsoDeliversToEachSubscriptionOfTheRoomThatCounts(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/main/a\n\n\0");
        client.send("SUBSCRIBE\nid:2\ndestination:/topic/main/b\n\n\0");
        client.send("SEND\ndestination:/topic/main/a\nalso:b\n\nhello\0");
        assertThat(
                        new String[] {
                            client.nextMessage().header("subscription"),
                            client.nextMessage().header("subscription")
                        })
                .containsExactlyInAnyOrder("0", "1");
        client.expectNothing();
    }

    @Test
    void alsoReachesMembersWhereTheFirstRoomIsEmpty(WireClients wire) {
        WireClient member = wire.join("/topic/main/b");
        member.send("SEND\ndestination:/topic/main/empty\nalso:b\n\nhello\0");
        assertThat(member.nextMessage().header("destination")).isEqualTo("/topic/b");
    }

    @Test
    void exceptIsForThoseWhoAreNotInARoom(WireClients wire) {
        WireClient muted = wire.join("/topic/main/a");
        muted.send("SUBSCRIBE\nid:1\ndestination:/topic/main/muted\nreceipt:1\n\n\0");
        muted.expectReceipt("1");
        WireClient other = wire.join("/topic/main/a");
        other.send("SEND\ndestination:/topic/main/a\nexcept:muted,empty\nreceipt:1\n\nsome\0");
        assertThat(other.nextMessage().bodyText()).isEqualTo("some");
        other.expectReceipt("1");
        muted.expectNothing();
    }

    @Test
    void aVolatileMessageHasNoPosition(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SEND\ndestination:/topic/main/a\nvolatile:true\n\nv\0");
        client.send("SEND\ndestination:/topic/main/a\nvolatile:false\n\np\0");
        assertThat(client.nextMessage().header("message-id")).startsWith("v\\c");
        assertThat(client.nextMessage().offset()).isEqualTo(1);
    }

    @Test
    void anEventIsWhatTheSenderSays(WireClients wire) {
        WireClient client = wire.join("/topic/main/a");
        client.send("SEND\ndestination:/topic/main/a\nevent:chat message\n\n\0");
        client.send("SEND\ndestination:/topic/main/a\nevent:a\\cb\\nc\n\n\0");
        client.send("SEND\ndestination:/topic/main/a\nevent:\n\n\0");
        assertThat(client.nextMessage().header("event")).isEqualTo("chat message");
        assertThat(client.nextMessage().header("event")).isEqualTo("a\\cb\\nc");
        assertThat(client.nextMessage().header("event")).isEqualTo("message");
    }

    private static final String SEND_WITH_MANY_HEADERS =
            """
            SEND
            destination:/topic/main/a
            x-one:1
            x-:empty name
            x-a.b_c:a\\nb
            X-UPPER:no
            message-id:forged
            subscription:forged
            ack:forged
            receipt:mine
            user-name:forged
            from:forged
            client:forged
            sent-at:0
            session:forged
            server:forged
            version:forged
            heart-beat:1,1
            selector:forged
            destination:/topic/main/forged
            login:forged
            passcode:forged
            content-encoding:base64
            content-type:text/plain
            priority:9
            simpSessionId:forged
            event:e
            id:own
            reply-to:/topic/main/forged
            content-length:3

            abc\0\
            """;

    @Test
    void aSendersOwnHeadersTravelAndNoOthers(WireClients wire) {
        WireClient member = wire.join("/topic/main/a");
        WireClient sender = wire.connect();
        sender.send(SEND_WITH_MANY_HEADERS);
        sender.expectReceipt("mine");
        Stomp message = member.nextMessage();
        assertThat(message.headers().keySet())
                .containsExactlyInAnyOrder(
                        "subscription",
                        "message-id",
                        "destination",
                        "event",
                        "sent-at",
                        "from",
                        "client",
                        "content-type",
                        "content-length",
                        "x-one",
                        "x-",
                        "x-a.b_c");
        assertThat(message.text()).doesNotContain("forged").doesNotContain("mine");
        assertThat(message.headers())
                .containsEntry("subscription", "0")
                .containsEntry("destination", "/topic/a")
                .containsEntry("from", sender.user())
                .containsEntry("client", sender.id())
                .containsEntry("x-one", "1")
                .containsEntry("x-a.b_c", "a\\nb");
        member.expectNothing();
    }

    @Test
    void aTransactionThatNobodyBeganIsAnError(WireClients wire) {
        WireClient member = wire.join("/topic/main/a");
        WireClient sender = wire.connect();
        sender.send("SEND\ndestination:/topic/main/a\ntransaction:t\n\n\0");
        assertThat(sender.expectError("not-supported", 4513).header("message"))
                .isEqualTo("Transactions are not offered here");
        member.expectNothing();
    }

    // ---------------------------------------------------------------- controllers

    @ParameterizedTest
    @ValueSource(strings = {"/app/chat/lobby", "/topic/chat/lobby"})
    void appBroadcastsToTheRoomAsTopicDoes(String destination, WireClients wire) {
        WireClient member = wire.join("/topic/chat/lobby");
        WireClient sender = wire.join("/topic/chat/lobby");
        sender.send(
                "SEND\ndestination:"
                        + destination
                        + "\necho:false\nevent:e\nx-a:b\ncontent-type:text/plain\n\nhello\0");
        member.expect(
                "MESSAGE\nsubscription:0\nmessage-id:*\ndestination:/topic/chat/lobby\nevent:e\nsent-at:*\n"
                        + "from:"
                        + sender.user()
                        + "\nclient:"
                        + sender.id()
                        + "\ncontent-type:text/plain\nx-a:b\ncontent-length:5\n\nhello\0");
        sender.expectNothing();
    }

    @Test
    void aControllerSendsToRooms(WireClients wire) {
        WireClient client = wire.join("/topic/greetings");
        client.send("SEND\ndestination:/app/main/greet/bob\nx-a:b\nmessage-id:forged\n\nhello\0");
        Stomp greeting = client.nextMessage();
        assertThat(greeting.bodyText()).isEqualTo(client.user() + " greets bob: hello");
        assertThat(greeting.headers()).doesNotContainKeys("from", "client", "x-a");
        assertThat(greeting.header("content-type")).startsWith("text/plain");
        assertThat(greeting.offset()).isEqualTo(1);
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/chat/den\n\n\0");
        client.send("SEND\ndestination:/app/chat/rename/den\nx-to:dungeon\n\n\0");
        Stomp renamed = client.nextMessage();
        assertThat(renamed.bodyText()).contains("\"den\"").contains("\"dungeon\"");
        assertThat(renamed.header("content-type")).isEqualTo("application/json");
        client.send("SUBSCRIBE\nid:2\ndestination:/topic/default-destination\n\n\0");
        client.send("SEND\ndestination:/app/default-destination\n\nx\0");
        assertThat(client.nextMessage().bodyText()).isEqualTo("by default x");
        client.expectNothing();
    }

    @Test
    void aControllerAnswersTheOneClientThatAsked(WireClients wire) {
        WireClient bystander = wire.connect();
        bystander.send("SUBSCRIBE\nid:0\ndestination:/user/queue/replies\n\n\0");
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:7\ndestination:/user/queue/replies\n\n\0");
        client.send("SEND\ndestination:/app/whisper\n\nhush\0");
        Stomp answer = client.nextMessage();
        assertThat(answer.bodyText()).isEqualTo("whispered hush");
        assertThat(answer.headers())
                .containsEntry("subscription", "7")
                .containsEntry("destination", "/user/queue/replies");
        client.send("SEND\ndestination:/app/whisper-to-all-mine\n\nhush\0");
        assertThat(client.nextMessage().bodyText()).isEqualTo("to all of yours hush");
        client.send("SEND\ndestination:/app/main/to/" + bystander.user() + "\n\npsst\0");
        assertThat(bystander.nextMessage().bodyText()).isEqualTo("psst");
        client.send("SEND\ndestination:/app/main/to/nobody\n\npsst\0");
        client.send("SEND\ndestination:/app/order\ncontent-type:application/json\n\n");
        client.send("{\"item\":\"tea\",\"count\":1}\0");
        assertThat(client.nextMessage().bodyText()).contains("\"count\":2");
        client.expectNothing();
        bystander.expectNothing();
    }

    @Test
    void aTemplateSendsToRoomsWithTheServersHeaders(WireClients wire) {
        WireClient client = wire.join("/topic/main/by-template");
        client.send("SEND\ndestination:/app/template\n\ntea\0");
        client.expect(
                """
                MESSAGE
                subscription:0
                message-id:*
                destination:/topic/by-template
                event:ordered
                sent-at:*
                content-type:application/json
                x-kind:order
                content-length:24

                {"item":"tea","count":2}\0\
                """);
    }

    @Test
    void aSubscribeMappingAnswersOnceAndHearsNothingMore(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SUBSCRIBE\nid:w\ndestination:/app/main/welcome/ann\nreceipt:1\n\n\0");
        Stomp answer = client.nextMessage();
        assertThat(answer.bodyText()).isEqualTo("welcome ann");
        assertThat(answer.headers())
                .containsEntry("subscription", "w")
                .containsEntry("destination", "/app/main/welcome/ann");
        client.expectReceipt("1");
        client.send("SEND\ndestination:/app/main/welcome/ann\n\nhello\0");
        client.expectNothing();
        client.send("UNSUBSCRIBE\nid:w\nreceipt:2\n\n\0").expectReceipt("2");
    }

    @Test
    void beansOfAClientsScopeLiveAsLongAsTheClient(WireClients wire) throws InterruptedException {
        WireClient one = wire.connect();
        one.send("SUBSCRIBE\nid:0\ndestination:/user/queue/replies\n\n\0");
        WireClient two = wire.connect();
        two.send("SUBSCRIBE\nid:0\ndestination:/user/queue/replies\n\n\0");
        one.send("SEND\ndestination:/app/tally\n\n\0SEND\ndestination:/app/tally\n\n\0");
        two.send("SEND\ndestination:/app/tally\n\n\0");
        assertThat(one.nextMessage().bodyText()).isEqualTo("tally 1");
        assertThat(one.nextMessage().bodyText()).isEqualTo("tally 2");
        assertThat(two.nextMessage().bodyText()).isEqualTo("tally 1");
        one.send("DISCONNECT\n\n\0").expectClose(1000);
        assertThat(backstage.nextDestroyed()).isEqualTo("tally 2");
    }

    // ---------------------------------------------------------------- the server's own code

    @Test
    void broadcastIsTheServersWord(WireClients wire) {
        WireClient a = wire.join("/topic/chat/lobby");
        a.send("SUBSCRIBE\nid:1\ndestination:/topic/chat/news\nreceipt:1\n\n\0").expectReceipt("1");
        WireClient b = wire.join("/topic/chat/news");
        WireClient c = wire.join("/topic/chat/lobby");
        broadcast.in("chat").to("lobby", "news").except(c.id()).event("typing", Map.of("who", 1));
        a.expect(
                "MESSAGE\nsubscription:0\nmessage-id:*\ndestination:/topic/chat/lobby\nevent:typing\n"
                        + "sent-at:*\ncontent-type:application/json\ncontent-length:9\n\n{\"who\":1}\0");
        assertThat(b.nextMessage().header("destination")).isEqualTo("/topic/chat/news");
        broadcast.in("chat").to("lobby").exceptRooms("news").send("text");
        Stomp text = c.nextMessage();
        assertThat(text.bodyText()).isEqualTo("text");
        assertThat(text.header("event")).isEqualTo("message");
        broadcast.in("chat").to("news").volatile_().send(new byte[] {0, 1});
        Stomp bytes = b.nextMessage();
        assertThat(bytes.binary()).isTrue();
        assertThat(bytes.body()).containsExactly(0, 1);
        assertThat(bytes.header("message-id")).startsWith("v\\c");
        assertThat(a.nextMessage().binary()).isTrue();
        for (WireClient client : new WireClient[] {a, b, c}) {
            client.expectNothing();
        }
    }

    @Test
    void everyStepOfABroadcastIsANewOne(WireClients wire) {
        WireClient a = wire.join("/topic/chat/lobby");
        Recipients all = broadcast.in("chat").to("lobby");
        Recipients nobody = all.except(a.id());
        nobody.send("for nobody");
        all.send("for all");
        assertThat(a.nextMessage().bodyText()).isEqualTo("for all");
        a.expectNothing();
    }

    @Test
    void broadcastRefusesNamesThatNoClientCouldWrite() {
        assertThatIllegalArgumentException().isThrownBy(() -> broadcast.in("nonexistent"));
        assertThatIllegalArgumentException().isThrownBy(() -> broadcast.in("chat").to());
        assertThatIllegalArgumentException().isThrownBy(() -> broadcast.in("chat").to("a*"));
        assertThatIllegalArgumentException().isThrownBy(() -> broadcast.in("chat").clientsIn(""));
    }

    @Test
    void theServerMovesClientsBetweenRooms(WireClients wire) {
        WireClient a = wire.join("/topic/chat/lobby");
        WireClient b = wire.join("/topic/chat/lobby");
        assertThat(broadcast.in("chat").clientsIn("lobby").ids())
                .containsExactlyInAnyOrder(a.id(), b.id());
        assertThat(broadcast.in("chat").clientsIn("lobby").join("archive")).isEqualTo(2);
        assertThat(broadcast.in("chat").clientsIn("lobby").join("archive")).isZero();
        broadcast.in("chat").to("archive").send("old");
        for (WireClient client : new WireClient[] {a, b}) {
            Stomp message = client.nextMessage();
            assertThat(message.bodyText()).isEqualTo("old");
            assertThat(message.header("subscription")).isEqualTo("/topic/chat/archive");
        }
        a.send("SEND\ndestination:/topic/chat/archive\necho:false\n\nmay, as a member\0");
        assertThat(b.nextMessage().bodyText()).isEqualTo("may, as a member");
        b.send("UNSUBSCRIBE\nid:/topic/chat/archive\nreceipt:1\n\n\0").expectReceipt("1");
        assertThat(broadcast.in("chat").clientsOf(a.user()).leave("lobby", "archive")).isEqualTo(2);
        broadcast.in("chat").to("archive", "lobby").send("only b");
        assertThat(b.nextMessage().header("destination")).isEqualTo("/topic/chat/lobby");
        a.expectNothing();
        b.expectNothing();
        assertThat(broadcast.in("chat").client("nobody").ids()).isEmpty();
    }

    @Test
    void theServerDisconnectsWithACodeThatSaysNotToComeBack(WireClients wire) {
        WireClient a = wire.join("/topic/chat/lobby");
        WireClient b = wire.join("/topic/chat/lobby");
        broadcast.in("chat").client(a.id()).disconnect();
        a.expectError("disconnected", 4509);
        b.expectNothing();
    }

    @Test
    void nothingIsDoneForAClientThatWasDisconnected(WireClients wire) {
        WireClient a = wire.join("/topic/chat/lobby").ignoreCloses();
        WireClient b = wire.join("/topic/chat/lobby");
        broadcast.in("chat").client(a.id()).disconnect();
        assertThat(a.next().header("code")).isEqualTo("disconnected");
        // It reads why, and goes on all the same.
        a.send("SEND\ndestination:/topic/chat/lobby\n\nstill here\0");
        a.send("SEND\ndestination:/app/main/to/" + b.user() + "\n\nstill here\0");
        assertThat(a.nextData().opcode()).isEqualTo(WireClient.CLOSE);
        a.close();
        wire.connect().expectNothing();
        b.expectNothing();
    }
}
