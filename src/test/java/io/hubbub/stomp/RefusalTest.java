package io.hubbub.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Clients;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireFixture;
import io.hubbub.contract.WireTest;
import io.hubbub.message.RoomName;
import io.hubbub.room.Existing;
import io.hubbub.room.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Promises 5 and 6: every refusal says why, and nothing gets in. */
@WireTest
class RefusalTest {

    @Autowired private Rooms rooms;
    @Autowired private Clients clients;

    private static JsonNode body(Stomp frame) {
        return JsonMapper.shared().readTree(frame.body());
    }

    private static void expectRefusal(WireClient client, String code) {
        assertThat(body(client.nextMessage()).get("code").asString()).isEqualTo(code);
        client.expectNothing();
    }

    // ---------------------------------------------------------------- where it is told

    @Test
    void aRefusalIsTheMessageThatTheErrorsDestinationIsFor(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/admin/x\nreceipt:r1\n\nhello\0");
        String json =
                """
                {"code":"not-allowed","message":"You are not allowed to do this","close":4506,"destination":"/topic/admin/x","receipt":"r1"}\
                """;
        client.expect(
                "MESSAGE\nsubscription:errors\nmessage-id:*\ndestination:/user/queue/errors\nevent:error\n"
                        + "sent-at:*\ncontent-type:application/json\ncontent-length:"
                        + json.length()
                        + "\n\n"
                        + json
                        + "\0");
        client.expectNothing();
    }

    @Test
    void aRefusalWithoutAListenerIsAnErrorAndTheEnd(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/admin/x\nreceipt:r1\n\nhello\0");
        client.expect(
                "ERROR\nmessage:You are not allowed to do this\ncode:not-allowed\nclose:4506\nreceipt-id:r1\ncontent-type:text/plain\n"
                        + "content-length:30\n\nYou are not allowed to do this\0");
        client.expectClose(4506);
    }

    @Test
    void aRefusalOfAFrameWithoutAReceiptNamesNone(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/admin/x\n\nhello\0");
        assertThat(body(client.nextMessage()).get("receipt").isNull()).isTrue();
        WireClient other = wire.connect();
        other.send("SEND\ndestination:/topic/admin/x\n\nhello\0");
        assertThat(other.expectError("not-allowed", 4506).headers())
                .doesNotContainKey("receipt-id");
    }

    @Test
    void theErrorsOfOneClientAreNotAnothers(WireClients wire) {
        WireClient bystander = wire.connectListening();
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/admin/x\n\nhello\0");
        expectRefusal(client, "not-allowed");
        bystander.expectNothing();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/topic/admin/x|not-allowed|4506",
                "/topic/known/x|not-allowed|4506",
                "/topic/nonexistent/x|not-allowed|4506",
                "/app/admin/launch|not-allowed|4506",
                "/app/nonexistent/launch|not-allowed|4506",
                "/topic/chat/no-member|not-allowed|4506",
                "/app/chat/no-member|not-allowed|4506",
                "/topic/quiet/x|not-allowed|4506",
                "/user/queue/errors|not-allowed|4506",
                "/user/someone/queue/replies|not-allowed|4506",
                "/nowhere|no-such-destination|4507",
                "/nowhere/at/all|no-such-destination|4507",
                "/topic|no-such-destination|4507",
                "/app|no-such-destination|4507",
                "/topicx/y|no-such-destination|4507",
                "/queue/a|no-such-destination|4507",
                "/queue/errors-user1234|no-such-destination|4507",
                "/presence/chat/x|not-allowed|4506",
                "/inbox/chat|no-such-destination|4507",
                "topic/x|bad-destination|4505",
                "x|bad-destination|4505",
                "/|bad-destination|4505",
                "//|bad-destination|4505",
                "/topic/|bad-destination|4505",
                "/topic//x|bad-destination|4505",
                "/topic/chat//x|bad-destination|4505",
                "/topic/chat/x/|bad-destination|4505",
                "/topic/./x|bad-destination|4505",
                "/topic/chat/../admin/x|bad-destination|4505",
                "/topic/chat/..|bad-destination|4505",
                "/app/main/../admin/launch|bad-destination|4505",
                "/topic/*|bad-destination|4505",
                "/topic/**|bad-destination|4505",
                "/topic/chat/a?|bad-destination|4505",
                "/topic/{x}|bad-destination|4505",
                "/app/main/greet/{who}|bad-destination|4505",
                "/topic/Admin/x|bad-destination|4505",
                "/topic/a_b/x|bad-destination|4505",
                "/topic/-a/x|bad-destination|4505",
                "/topic/a.b/x|bad-destination|4505",
                "/topic/main/a\\nb|bad-destination|4505",
                "/topic/main/a\u0001b|bad-destination|4505",
                "/topic/main/a\u007f|bad-destination|4505",
                "/topic/main/a\u0085|bad-destination|4505"
            })
    void aSendToWhereItMayNotGoIsRefused(
            String destination, String code, int closeCode, WireClients wire) {
        WireClient listening = wire.connectListening();
        listening.send("SEND\ndestination:" + destination + "\nreceipt:1\n\n\0");
        JsonNode told = body(listening.nextMessage());
        assertThat(told.get("code").asString()).isEqualTo(code);
        assertThat(told.get("receipt").asString()).isEqualTo("1");
        assertThat(told.get("destination").asString()).isEqualTo(destination.replace("\\n", "\n"));
        listening.expectNothing();
        WireClient deaf = wire.connect();
        deaf.send("SEND\ndestination:" + destination + "\nreceipt:1\n\n\0");
        assertThat(deaf.expectError(code, closeCode).header("receipt-id")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/topic/admin/x|not-allowed|4506",
                "/topic/known/x|not-allowed|4506",
                "/topic/nonexistent/x|not-allowed|4506",
                "/app/admin/secrets|not-allowed|4506",
                "/app/nonexistent/secrets|not-allowed|4506",
                "/queue/a|no-such-destination|4507",
                "/queue/errors-user1234|no-such-destination|4507",
                "/queue/replies-userabc123|no-such-destination|4507",
                "/app/no-subscribe-mapping|no-such-destination|4507",
                "/app/main/greet/bob|no-such-destination|4507",
                "/nowhere|no-such-destination|4507",
                "/topic/*|bad-destination|4505",
                "/topic/**|bad-destination|4505",
                "/user/**|bad-destination|4505",
                "/user/queue/*|bad-destination|4505",
                "/topic/chat/{room}|bad-destination|4505",
                "/topic/chat/a?c|bad-destination|4505",
                "/topic//x|bad-destination|4505",
                "/topic/chat/../admin/x|bad-destination|4505",
                "/topic/main/a\\rb|bad-destination|4505"
            })
    void aSubscribeToWhereItMayNotGoIsRefused(
            String destination, String code, int closeCode, WireClients wire) {
        WireClient listening = wire.connectListening();
        listening.send("SUBSCRIBE\nid:0\ndestination:" + destination + "\nreceipt:1\n\n\0");
        expectRefusal(listening, code);
        WireClient deaf = wire.connect();
        deaf.send("SUBSCRIBE\nid:0\ndestination:" + destination + "\nreceipt:1\n\n\0");
        assertThat(deaf.expectError(code, closeCode).header("receipt-id")).isEqualTo("1");
    }

    @Test
    void aRefusedSubscribeLeavesItsIdFree(WireClients wire) {
        WireClient client = wire.connectListening();
        for (String refused :
                new String[] {
                    "/topic/admin/x",
                    "/app/nowhere",
                    "/app/welcome-nobody",
                    "/queue/a",
                    "/topic/*",
                    "/topic/x\nack:mine"
                }) {
            client.send("SUBSCRIBE\nid:0\ndestination:" + refused + "\n\n\0");
            client.nextMessage();
        }
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:in\n\n\0");
        client.expectReceipt("in");
    }

    @Test
    void anotherUsersPrivateDestinationHearsNothing(WireClients wire) {
        WireClient victim = wire.open();
        victim.send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
        String user = victim.next().header("user-name");
        victim.send("SUBSCRIBE\nid:0\ndestination:/user/queue/replies\nreceipt:in\n\n\0");
        victim.expectReceipt("in");
        WireClient spy = wire.connectListening();
        for (String destination :
                new String[] {
                    "/user/" + user + "/queue/replies",
                    "/queue/replies-user" + user,
                    "/user/queue/replies-user" + user,
                    "/topic/user/" + user
                }) {
            spy.send("SUBSCRIBE\nid:" + destination + "\ndestination:" + destination + "\n\n\0");
        }
        victim.send("SEND\ndestination:/app/whisper\nreceipt:1\n\nsecret\0");
        assertThat(victim.nextMessage().bodyText()).isEqualTo("whispered secret");
        victim.expectReceipt("1");
        spy.send("SEND\ndestination:/topic/main/nobody\nreceipt:end\n\n\0");
        for (Stomp frame = spy.next(); !frame.command().equals("RECEIPT"); frame = spy.next()) {
            assertThat(frame.text()).contains("/user/queue/errors").doesNotContain("secret");
        }
    }

    // ---------------------------------------------------------------- guarded namespaces

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE\nid:0\ndestination:/topic/%s/lobby\n",
                "SUBSCRIBE\nid:0\ndestination:/topic/%s/lobby\nack:client\n",
                "SUBSCRIBE\nid:0\ndestination:/app/%s/secrets\n",
                "SUBSCRIBE\nid:0\ndestination:/app/%s/nothing\n",
                "SEND\ndestination:/topic/%s/lobby\n",
                "SEND\ndestination:/topic/%s/lobby\nalso:a,b\n",
                "SEND\ndestination:/topic/%s/lobby\nalso:*\n",
                "SEND\ndestination:/topic/%s/lobby\necho:maybe\n",
                "SEND\ndestination:/app/%s/lobby\n",
                "SEND\ndestination:/app/%s/launch\n",
                "SEND\ndestination:/app/%s/launch\ncontent-type:;;\n"
            })
    void aGuardedNamespaceIsNotToldFromOneThatDoesNotExist(String head, WireClients wire) {
        WireClient client = wire.connectListening();
        client.send(head.formatted("admin") + "receipt:1\n\n\0");
        String guarded = client.nextMessage().bodyText();
        client.send(head.formatted("nimda") + "receipt:1\n\n\0");
        String nonexistent = client.nextMessage().bodyText();
        assertThat(nonexistent.replace("nimda", "admin")).isEqualTo(guarded);
        client.expectNothing();
        assertThat(Existing.roomsIn(rooms, "admin")).isEmpty();
        assertThat(Existing.roomsIn(rooms, "nimda")).isEmpty();
    }

    @Test
    void aRefusedSendReachesNobody(WireClients wire) {
        WireClient member = wire.join("/topic/chat/lobby");
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/chat/lobby\n\nno member\0");
        client.send("SEND\ndestination:/app/chat/lobby\n\nno member\0");
        client.send("SEND\ndestination:/topic/main/a\nalso:*\n\nbad also\0");
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/chat/other\n\n\0");
        client.send("SEND\ndestination:/topic/chat/other\nalso:lobby\n\nno member\0");
        client.nextMessage();
        client.nextMessage();
        client.nextMessage();
        client.nextMessage();
        client.expectNothing();
        member.expectNothing();
    }

    @Test
    void whoLeftTheRoomMayNotPublishToIt(WireClients wire) {
        WireClient member = wire.join("/topic/chat/lobby");
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/chat/lobby\n\n\0");
        client.send("SEND\ndestination:/topic/chat/lobby\necho:false\n\none\0");
        client.send("UNSUBSCRIBE\nid:0\n\n\0");
        client.send("SEND\ndestination:/topic/chat/lobby\n\ntwo\0");
        assertThat(member.nextMessage().bodyText()).isEqualTo("one");
        expectRefusal(client, "not-allowed");
        member.expectNothing();
    }

    // ---------------------------------------------------------------- STOMP's own rules

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SEND\\n|bad-frame|4500",
                "SEND\\ndestination:\\n|bad-frame|4500",
                "SUBSCRIBE\\nid:0\\n|bad-frame|4500",
                "SUBSCRIBE\\nid:0\\ndestination:\\n|bad-frame|4500",
                "SUBSCRIBE\\ndestination:/topic/a\\n|bad-frame|4500",
                "SUBSCRIBE\\nid:\\ndestination:/topic/a\\n|bad-frame|4500",
                "SUBSCRIBE\\nid:errors\\ndestination:/topic/a\\n|bad-frame|4500",
                "UNSUBSCRIBE\\n|bad-frame|4500",
                "UNSUBSCRIBE\\nid:\\n|bad-frame|4500",
                "UNSUBSCRIBE\\nid:unknown\\n|unknown-subscription|4514",
                "UNSUBSCRIBE\\ndestination:/user/queue/errors\\n|bad-frame|4500",
                "SEND\\ndestination:/topic/a\\ntransaction:t\\n|not-supported|4513",
                "BEGIN\\ntransaction:t\\n|not-supported|4513",
                "COMMIT\\ntransaction:t\\n|not-supported|4513",
                "ABORT\\ntransaction:t\\n|not-supported|4513",
                "ACK\\nmessage-id:1\\n|bad-frame|4500",
                "NACK\\n|bad-frame|4500",
                "ACK\\nid:1\\ntransaction:t\\n|not-supported|4513",
                "SEND\\ndestination:/topic/a\\necho:maybe\\n|bad-frame|4500",
                "SEND\\ndestination:/topic/a\\nvolatile:1\\n|bad-frame|4500",
                "SEND\\ndestination:/topic/a\\ncontent-length:-5\\n|bad-frame|4500",
                "SEND\\ndestination:/topic/a\\ncontent-length:five\\n|bad-frame|4500",
                "SEND\\ndestination:/topic/a\\ncontent-length:65536\\n|frame-too-large|4501",
                "SEND\\ndestination:/topic/a\\nx-a:\\\\t\\n|bad-frame|4500",
                "SEND\\ndestination:/topic/a\\nno colon\\n|bad-frame|4500",
                "NOSUCHCOMMAND\\n|bad-frame|4500",
                "send\\n|bad-frame|4500"
            })
    void aFrameThatBreaksTheRulesIsAnErrorAndTheEndAlsoForListeners(
            String head, String code, int closeCode, WireClients wire) {
        WireClient client = wire.connectListening();
        String text = head.replace("\\n", "\n").replace("\\\\", "\\");
        client.send(text + "receipt:77\n\n\0");
        assertThat(client.expectError(code, closeCode).header("receipt-id")).isEqualTo("77");
    }

    @Test
    void whatIsAnnouncedIsNotWaitedFor(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/a\nreceipt:1\ncontent-length:999999999\n\n");
        assertThat(client.expectError("frame-too-large", 4501).header("receipt-id")).isEqualTo("1");
    }

    @Test
    void aLongWebSocketFrameIsNotWaitedForEither(WireClients wire) {
        WireClient client = wire.connect();
        byte[] head = {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0};
        client.sendRaw(head);
        client.sendRaw("SEND\ndestination:/topic/a\ncontent-length:1073741824\n\n".getBytes(UTF_8));
        client.sendRaw(new byte[70_000]);
        client.expectError("frame-too-large", 4501);
    }

    @Test
    void tooManyHeadersEndTheConnection(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/a\nreceipt:1\n" + "a:b\n".repeat(63) + "\n\0");
        assertThat(client.expectError("headers-too-large", 4502).header("receipt-id"))
                .isEqualTo("1");
    }

    @Test
    void aLongHeaderEndsTheConnection(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SEND\nreceipt:1\nx-a:" + "b".repeat(1_100));
        client.expectError("headers-too-large", 4502);
    }

    @Test
    void aRoomsNameIsBounded(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/" + "é".repeat(100) + "\n\n\0");
        client.expectNothing();
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/main/" + "é".repeat(101) + "\n\n\0");
        expectRefusal(client, "bad-destination");
        client.send("SEND\ndestination:/app/main/" + "a".repeat(201) + "\n\n\0");
        expectRefusal(client, "bad-destination");
    }

    @Test
    void aWayToAcknowledgeThatStompDoesNotHaveIsRefused(WireClients wire) {
        WireClient client = wire.connectListening();
        for (String ack : new String[] {"", "AUTO", "mine"}) {
            client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nack:" + ack + "\n\n\0");
            expectRefusal(client, "not-supported");
        }
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nack:auto\nreceipt:1\n\n\0");
        client.expectReceipt("1");
    }

    @ParameterizedTest
    @CsvSource({
        "1.2, client, id",
        "1.2, client-individual, id",
        "1.1, client, message-id",
        "1.1, client-individual, message-id",
        "1.0, client, message-id"
    })
    void aRoomsMessageMayBeAcknowledgedAndNothingComesOfIt(
            String version, String ack, String name, WireClients wire) {
        WireClient plain = wire.join("/topic/main/ack");
        WireClient client = wire.connect(version);
        client.send(
                "SUBSCRIBE\nid:0\ndestination:/topic/main/ack\nack:" + ack + "\nreceipt:in\n\n\0");
        client.expectReceipt("in");
        client.send("SEND\ndestination:/topic/main/ack\n\nhello\0");
        Stomp message = client.nextMessage();
        String id = message.header("message-id");
        assertThat(message.header("ack")).isEqualTo(version.equals("1.2") ? id : null);
        assertThat(plain.nextMessage().header("ack")).as("who did not ask").isNull();
        String named = "\nsubscription:0\n" + name + ":" + id + "\nreceipt:";
        client.send("ACK" + named + "1\n\n\0").expectReceipt("1");
        client.send("NACK" + named + "2\n\n\0").expectReceipt("2");
        client.send("ACK\nsubscription:0\n" + name + ":unknown\nreceipt:3\n\n\0");
        client.expectReceipt("3");
        client.expectNothing();
    }

    @Test
    void subscriptionsAreBounded(WireClients wire) {
        WireClient client = wire.connectListening();
        for (int i = 1; i < 128; i++) {
            client.send("SUBSCRIBE\nid:" + i + "\ndestination:/topic/main/" + i + "\n\n\0");
        }
        client.expectNothing();
        client.send("SUBSCRIBE\nid:128\ndestination:/topic/main/128\nreceipt:1\n\n\0");
        expectRefusal(client, "too-many-subscriptions");
        assertThat(rooms.exists(new RoomName("main", "128"))).isFalse();
        client.send("UNSUBSCRIBE\nid:1\n\n\0");
        client.send("SUBSCRIBE\nid:128\ndestination:/topic/main/128\nreceipt:1\n\n\0");
        client.expectReceipt("1");
    }

    @Test
    void roomsAndTheirMembersAreBoundedByThePolicy(WireClients wire) {
        WireClient first = wire.join("/topic/small/a");
        first.send("SUBSCRIBE\nid:1\ndestination:/topic/small/b\nreceipt:1\n\n\0");
        first.expectReceipt("1");
        first.send("SUBSCRIBE\nid:2\ndestination:/topic/small/a\nreceipt:2\n\n\0");
        first.expectReceipt("2");
        WireClient second = wire.connectListening();
        second.send("SUBSCRIBE\nid:0\ndestination:/topic/small/c\n\n\0");
        expectRefusal(second, "too-many-rooms");
        second.send("SUBSCRIBE\nid:0\ndestination:/topic/small/a\n\n\0");
        expectRefusal(second, "room-full");
        first.send("UNSUBSCRIBE\nid:1\nreceipt:3\n\n\0").expectReceipt("3");
        second.send("SUBSCRIBE\nid:0\ndestination:/topic/small/c\nreceipt:in\n\n\0");
        second.expectReceipt("in");
    }

    @Test
    void alsoAndExceptAreBoundedAndChecked(WireClients wire) {
        WireClient client = wire.connectListening();
        for (String header :
                new String[] {
                    "also:a,*",
                    "also:a,",
                    "also:,",
                    "also:/a",
                    "also:../admin/x",
                    "also:a//b",
                    "except:*",
                    "except:a,{}",
                    "also:" + "a,".repeat(32) + "a"
                }) {
            client.send("SEND\ndestination:/topic/main/a\n" + header + "\n\n\0");
            expectRefusal(client, "bad-destination");
        }
    }

    // ---------------------------------------------------------------- controllers and interceptors

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEND\ndestination:/app/throw\n",
                "SEND\ndestination:/app/throw-error\n",
                "SEND\ndestination:/app/send-nowhere\n",
                "SEND\ndestination:/app/needs-header\n",
                "SEND\ndestination:/app/handled\nx-body:throw\n",
                "SUBSCRIBE\nid:0\ndestination:/app/welcome-nobody\n",
                "SEND\ndestination:/topic/main/a\nx-interceptor:throw\n",
                "SEND\ndestination:/topic/main/a\nx-interceptor:error\n",
                "SEND\ndestination:/app/main/greet/a\nx-interceptor:throw\n",
                "SUBSCRIBE\nid:0\ndestination:/topic/main/a\nx-interceptor:throw\n"
            })
    void aFailureOnTheServerIsAGenericError(String head, WireClients wire) {
        String body = head.contains("x-body") ? "throw" : "";
        WireClient listening = wire.connectListening();
        listening.send(head + "receipt:1\n\n" + body + "\0");
        Stomp told = listening.nextMessage();
        assertThat(body(told).get("code").asString()).isEqualTo("server-error");
        assertNothingInside(told);
        listening.expectNothing();
        WireClient deaf = wire.connect();
        deaf.send(head + "receipt:1\n\n" + body + "\0");
        Stomp error = deaf.expectError("server-error", 4003);
        assertNothingInside(error);
        assertThat(error.header("receipt-id")).isEqualTo("1");
    }

    private static void assertNothingInside(Stomp frame) {
        assertThat(frame.text())
                .doesNotContain(WireFixture.SECRET)
                .doesNotContain("Exception")
                .doesNotContain("Error(")
                .doesNotContain("java.")
                .doesNotContain("org.")
                .doesNotContain("io.hubbub");
    }

    @Test
    void aControllersOwnExceptionHandlerAnswersInItsPlace(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:0\ndestination:/user/queue/replies\n\n\0");
        client.send("SEND\ndestination:/app/handled\n\nthis\0");
        assertThat(client.nextMessage().bodyText()).isEqualTo("handled this");
        client.expectNothing();
    }

    @Test
    void aControllerRefusesWithACodeOfItsChoice(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/app/refuse\n\n\0");
        JsonNode told = body(client.nextMessage());
        assertThat(told.get("code").asString()).isEqualTo("room-full");
        assertThat(told.get("message").asString()).isEqualTo("Full since yesterday");
        client.expectNothing();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{",
                "application/json|[1,2]",
                "application/json|{\"item\":\"a\",\"count\":\"many\"}",
                "application/json|",
                "text/plain|{\"item\":\"a\",\"count\":1}",
                "image/png|x",
                "nonsense|{\"item\":\"a\",\"count\":1}",
                ";;|x"
            })
    void aBodyThatCannotBeConvertedIsTheClientsFault(
            String contentType, String body, WireClients wire) {
        WireClient client = wire.connectListening();
        client.send(
                "SEND\ndestination:/app/order\ncontent-type:"
                        + contentType
                        + "\n\n"
                        + (body == null ? "" : body)
                        + "\0");
        Stomp told = client.nextMessage();
        assertThat(body(told).get("code").asString()).isEqualTo("bad-body");
        assertNothingInside(told);
        client.expectNothing();
    }

    @Test
    void anInterceptorThatRefusesIsHeard(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/main/a\nx-interceptor:refuse\n\n\0");
        JsonNode told = body(client.nextMessage());
        assertThat(told.get("code").asString()).isEqualTo("bad-body");
        assertThat(told.get("message").asString()).isEqualTo("Not in this mood");
        client.expectNothing();
    }

    @Test
    void anInterceptorThatSwallowsAFrameRefusesIt(WireClients wire) {
        WireClient member = wire.join("/topic/main/a");
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/main/a\nx-interceptor:swallow\n\n\0");
        expectRefusal(client, "not-allowed");
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nx-interceptor:swallow\n\n\0");
        expectRefusal(client, "not-allowed");
        client.send("UNSUBSCRIBE\nid:errors\nx-interceptor:swallow\n\n\0");
        expectRefusal(client, "not-allowed");
        member.expectNothing();
    }

    @Test
    void interceptorsHearOfAFrameOnlyOnceItMayComeIn(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/topic/admin/a\nx-interceptor:throw\n\n\0");
        expectRefusal(client, "not-allowed");
    }

    @Test
    void aClientThatWasEndedIsGone(WireClients wire) {
        WireClient client = wire.connect();
        assertThat(clients.count()).isEqualTo(1);
        client.send("UNSUBSCRIBE\nid:none\n\n\0");
        client.expectError("unknown-subscription", 4514);
        wire.close();
        assertThat(clients.count()).isZero();
    }
}
