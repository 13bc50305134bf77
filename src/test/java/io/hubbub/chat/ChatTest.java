package io.hubbub.chat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What the chat page asks the server for besides rooms, at the socket. */
@WireTest
class ChatTest {

    @Autowired private People people;

    private static WireClient named(WireClients wire, String name) {
        WireClient client = wire.connectListening();
        client.send(
                "SUBSCRIBE\nid:private\ndestination:/user/queue/private\n\n\0",
                "SEND\ndestination:/app/chat/name\nreceipt:named\n\n" + name + '\0');
        return client.expectReceipt("named");
    }

    private static WireClient join(WireClient client, String room) {
        client.send(
                "SUBSCRIBE\nid:/"
                        + room
                        + "\ndestination:/topic/chat/"
                        + room
                        + "\nreceipt:in\n\n\0");
        return client.expectReceipt("in");
    }

    private static String person(WireClient client, String name) {
        return "{\"client\":\"%s\",\"user\":\"%s\",\"name\":\"%s\",\"guest\":true}"
                .formatted(client.id(), client.user(), name);
    }

    private static void expectNote(WireClient client, String room, String event, String json) {
        client.expect(
                "MESSAGE\nsubscription:/%s\nmessage-id:*\ndestination:/topic/chat/%s\nevent:%s\nsent-at:*\n"
                                .formatted(room, room, event)
                        + "content-type:application/json\ncontent-length:*\n\n"
                        + json
                        + '\0');
    }

    private static void expectRefusal(WireClient client, String code, String message) {
        Stomp refusal = client.nextMessage();
        assertThat(refusal.header("event")).isEqualTo("error");
        assertThat(refusal.bodyText())
                .startsWith("{\"code\":\"" + code + "\",\"message\":\"" + message + "\",");
        client.expectNothing();
    }

    // ---------------------------------------------------------------- notes

    @Test
    void whoComesAndGoesIsToldToTheOthersByTheServerItself(WireClients wire) {
        WireClient ada = join(named(wire, "Ada"), "notes");
        WireClient grace = join(named(wire, "Grace"), "notes");
        String person = person(grace, "Grace");

        expectNote(ada, "notes", "joined", "{\"person\":" + person + ",\"people\":2}");
        grace.expectNothing();
        grace.send("UNSUBSCRIBE\nid:/notes\n\n\0");
        expectNote(ada, "notes", "left", "{\"person\":" + person + ",\"people\":1}");
        join(grace, "notes");
        expectNote(ada, "notes", "joined", "{\"person\":" + person + ",\"people\":2}");
        grace.close();
        expectNote(ada, "notes", "left", "{\"person\":" + person + ",\"people\":1}");
    }

    @Test
    void ofAClientThatGaveNoNameNothingIsSaid(WireClients wire) {
        WireClient ada = join(named(wire, "Ada"), "unnamed");
        WireClient program = join(wire.connect(), "unnamed");
        program.send("UNSUBSCRIBE\nid:/unnamed\n\n\0");
        WireClient grace = join(named(wire, "Grace"), "unnamed");
        expectNote(
                ada,
                "unnamed",
                "joined",
                "{\"person\":" + person(grace, "Grace") + ",\"people\":2}");
    }

    @Test
    void whoGivesANameLateComesThen(WireClients wire) {
        WireClient ada = join(named(wire, "Ada"), "late");
        WireClient late = join(wire.connect(), "late");
        late.send("SEND\ndestination:/app/chat/name\n\nGrace\0");
        expectNote(
                ada, "late", "joined", "{\"person\":" + person(late, "Grace") + ",\"people\":2}");
    }

    @Test
    void aNewNameIsToldOnceToWhoSharesSeveralRooms(WireClients wire) {
        WireClient ada = join(join(named(wire, "Ada"), "one"), "two");
        WireClient grace = join(join(named(wire, "Grace"), "one"), "two");
        ada.nextMessage();
        ada.nextMessage();

        grace.send("SEND\ndestination:/app/chat/name\n\nAmazing Grace\0");

        Stomp renamed = ada.nextMessage();
        assertThat(renamed.header("event")).isEqualTo("renamed");
        assertThat(renamed.header("from")).isNull();
        assertThat(renamed.bodyText())
                .isEqualTo("{\"person\":" + person(grace, "Amazing Grace") + ",\"was\":\"Grace\"}");
        grace.send("SEND\ndestination:/app/chat/name\n\nAmazing Grace\0");
        ada.expectNothing();
    }

    @Test
    void whatAMemberSaysInTheServersWordsCarriesItsSender(WireClients wire) {
        WireClient ada = join(named(wire, "Ada"), "forged");
        WireClient mallory = join(wire.connect(), "forged");
        mallory.send(
                "SEND\ndestination:/topic/chat/forged\nevent:joined\nfrom:x\nclient:x\n\n{}\0");
        Stomp forged = ada.nextMessage();
        assertThat(forged.header("from")).isEqualTo(mallory.user());
        assertThat(forged.header("client")).isEqualTo(mallory.id());
    }

    @Test
    void whatIsSaidCarriesTheNameThatTheServerKnows(WireClients wire) {
        WireClient ada = join(named(wire, "Ada: \"A\""), "stamped");
        WireClient mallory = join(wire.connect(), "stamped");
        mallory.send("SEND\ndestination:/topic/chat/stamped\nx-name:Ada\n\nI am Ada\0");
        assertThat(ada.nextMessage().header("x-name")).isNull();
        ada.send("SEND\ndestination:/app/chat/stamped\nx-name:Bob\nx-other:1\n\nI am Bob\0");
        Stomp said = ada.nextMessage();
        assertThat(said.header("x-name")).isEqualTo("Ada\\c \"A\"");
        assertThat(said.header("x-other")).isEqualTo("1");
    }

    @Test
    void inARoomOfVeryManyNobodyIsTold(WireClients wire) {
        WireClient ada = join(named(wire, "Ada"), "many");
        for (int i = 0; i < Notes.MAX_PEOPLE - 2; i++) {
            join(wire.connect(), "many");
        }
        WireClient last = join(named(wire, "Last"), "many"); // fills it to the bound
        assertThat(ada.nextMessage().bodyText()).contains("\"Last\"");
        WireClient tooMany = join(named(wire, "Too many"), "many");
        tooMany.send("SEND\ndestination:/app/chat/name\nreceipt:1\n\nStill too many\0");
        tooMany.expectReceipt("1");
        ada.send("SUBSCRIBE\nid:ask\ndestination:/app/chat/people\nroom:many\n\n\0");
        String there = ada.nextMessage().bodyText();
        assertThat(there).startsWith("{\"count\":501,\"people\":[");
        assertThat(there.split("\"client\":", -1)).hasSize(501); // 500 of them
        last.send("UNSUBSCRIBE\nid:/many\n\n\0"); // and those who left them are announced again
        assertThat(ada.nextMessage().bodyText()).contains("\"Last\"", "\"people\":500");
    }

    // ---------------------------------------------------------------- names

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' '|A name must have at least one character",
                "a\u202Eb|A name must not have control or invisible characters",
                "guest-743c|Only the server gives names that begin with guest-",
                "12345678901234567890123456789012345678901|A name must have at most 40 characters"
            })
    void aNameThatCannotBeIsRefusedInWords(String name, String message, WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:/app/chat/name\nreceipt:1\n\n" + name + '\0');
        expectRefusal(client, "bad-body", message);
    }

    @Test
    void aNameThatIsNotTextIsRefused(WireClients wire) {
        WireClient client = wire.connectListening();
        byte[] frame = "SEND\ndestination:/app/chat/name\n\n?\0".getBytes(US_ASCII);
        frame[frame.length - 2] = (byte) 0xff;
        client.sendBinary(frame);
        expectRefusal(client, "bad-body", "The text is not UTF-8");
    }

    @Test
    void theUsersOwnNameWillDo(WireClients wire) {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/app/chat/name\nreceipt:1\n\n" + client.user() + '\0');
        client.expectReceipt("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin",
                "Admin",
                "ADMIN",
                "аdmin",
                "alice",
                "Alice",
                "𝒂𝒍𝒊𝒄𝒆",
                "al-ice ✔"
            })
    void noGuestIsCalledAsAnAccountIs(String name, WireClients wire) {
        WireClient guest = wire.connectListening();
        guest.send("SEND\ndestination:/app/chat/name\nreceipt:1\n\n" + name + '\0');
        assertThat(guest.nextMessage().bodyText())
                .startsWith("{\"code\":\"bad-body\"")
                .containsAnyOf("belongs to a user or looks like", "must not mix scripts");
        guest.expectNothing();
    }

    @Test
    void aGuestLosesTheNameOfAUserWhoComes(WireClients wire) {
        WireClient ada = join(named(wire, "Ada"), "loses");
        WireClient guest = join(named(wire, "Lara"), "loses");
        ada.nextMessage();

        WireClient user = wire.open();
        user.send(
                "CONNECT\naccept-version:1.2\nAuthorization:Bearer "
                        + Tokens.token("lara")
                        + "\n\n\0");
        assertThat(user.next().command()).isEqualTo("CONNECTED");

        Stomp renamed = ada.nextMessage();
        assertThat(renamed.header("event")).isEqualTo("renamed");
        assertThat(renamed.bodyText())
                .isEqualTo("{\"person\":" + person(guest, guest.user()) + ",\"was\":\"Lara\"}");
        guest.send("SEND\ndestination:/topic/chat/loses\nx-name:Lara\n\nhello\0");
        assertThat(ada.nextMessage().header("x-name")).isNull();
    }

    @Test
    void aNameIsForgottenWithItsClient(WireClients wire) {
        WireClient ada = named(wire, "Ada");
        assertThat(people.isNamed(ada.id())).isTrue();
        ada.close();
        await().until(() -> people.count() == 0);
    }

    // ---------------------------------------------------------------- who is there

    @Test
    void membersAreToldWhoIsThereWhateverTheRoomIsCalled(WireClients wire) {
        String room = "team/7/ü: " + "x".repeat(185);
        WireClient ada = join(named(wire, "Ada"), room);
        WireClient program = wire.connect();
        program.send(
                "SUBSCRIBE\nid:0\ndestination:/topic/chat/"
                        + room.replace(":", "\\c")
                        + "\nreceipt:in\n\n\0");
        program.expectReceipt("in");
        ada.send(
                "SUBSCRIBE\nid:ask\ndestination:/app/chat/people\nroom:"
                        + room.replace(":", "\\c")
                        + "\n\n\0");
        Stomp answer = ada.nextMessage();
        assertThat(answer.header("subscription")).isEqualTo("ask");
        assertThat(answer.bodyText())
                .isEqualTo(
                        "{\"count\":2,\"people\":[%s,%s]}"
                                .formatted(person(ada, "Ada"), person(program, program.user())));
    }

    @ParameterizedTest
    @CsvSource({
        "room:elsewhere, not-allowed, You are not allowed to do this",
        "x:y, bad-destination, room: a destination has no empty segment",
        "room:a//b, bad-destination, room: a destination has no empty segment",
        "room:*, bad-destination, room: a destination has no wildcard"
    })
    void othersAreNotToldWhoIsThere(String header, String code, String message, WireClients wire) {
        join(named(wire, "Ada"), "elsewhere");
        WireClient outside = wire.connectListening();
        outside.send("SUBSCRIBE\nid:ask\ndestination:/app/chat/people\n" + header + "\n\n\0");
        expectRefusal(outside, code, message);
    }

    @Test
    void theRoomsThereAreAreListedTheFullestFirst(WireClients wire) {
        WireClient ada = join(join(wire.connect(), "a"), "b/c");
        join(wire.connect(), "b/c");
        wire.join("/topic/main/not-of-the-chat");
        ada.send("SUBSCRIBE\nid:ask\ndestination:/app/chat/rooms\n\n\0");
        assertThat(ada.nextMessage().bodyText())
                .isEqualTo(
                        "{\"count\":2,\"rooms\":[{\"room\":\"b/c\",\"people\":2},{\"room\":\"a\",\"people\":1}]}");
    }

    @Test
    void ofVeryManyRoomsTheFirstAreListed(WireClients wire) {
        WireClient one = wire.connect();
        WireClient two = wire.connect();
        for (int i = 0; i < 101; i++) {
            join(i % 2 == 0 ? one : two, "r" + i);
        }
        one.send("SUBSCRIBE\nid:ask\ndestination:/app/chat/rooms\n\n\0");
        String listed = one.nextMessage().bodyText();
        assertThat(listed).startsWith("{\"count\":101,");
        assertThat(listed.split("\"room\":", -1)).hasSize(101); // 100 of them
    }

    // ---------------------------------------------------------------- private messages

    @Test
    void aPrivateMessageReachesBothUnderTheNamesTheServerKnows(WireClients wire) {
        WireClient ada = named(wire, "Ada");
        WireClient grace = named(wire, "Grace");
        WireClient other = named(wire, "Other");

        ada.send(
                "SEND\ndestination:/app/chat/private\nto:%s\nx-name:Mallory\nreceipt:1\n\nonly \"you\"\0"
                        .formatted(grace.user()));

        String message =
                "MESSAGE\nsubscription:private\nmessage-id:*\ndestination:/user/queue/private\nevent:private\n"
                        + "sent-at:*\ncontent-type:application/json\ncontent-length:*\n\n"
                        + "{\"from\":%s,\"to\":%s,\"text\":\"only \\\"you\\\"\"}\0"
                                .formatted(person(ada, "Ada"), person(grace, "Grace"));
        grace.expect(message);
        ada.expect(message);
        ada.expectReceipt("1");
        other.expectNothing();
    }

    @Test
    void aNoteToOneselfComesOnce(WireClients wire) {
        WireClient ada = named(wire, "Ada");
        ada.send("SEND\ndestination:/app/chat/private\nto:" + ada.user() + "\n\nmilk\0");
        assertThat(ada.nextMessage().bodyText()).contains("milk");
        ada.expectNothing();
    }

    @Test
    void aPrivateMessageToWhoIsGoneOrDoesNotListenIsRefused(WireClients wire) {
        WireClient ada = named(wire, "Ada");
        WireClient deaf = wire.connect();
        for (String to : new String[] {deaf.user(), "guest-nobody", ""}) {
            ada.send("SEND\ndestination:/app/chat/private\nto:" + to + "\nreceipt:1\n\nhello\0");
            expectRefusal(ada, "user-gone", "This person has left");
        }
        ada.send("SEND\ndestination:/app/chat/private\nreceipt:1\n\nhello\0");
        expectRefusal(ada, "user-gone", "This person has left");
        deaf.expectNothing();
    }

    @Test
    void aPrivateMessageSaysSomethingOfABoundedLength(WireClients wire) {
        WireClient ada = named(wire, "Ada");
        ada.send("SEND\ndestination:/app/chat/private\nto:" + ada.user() + "\n\n \n\0");
        expectRefusal(ada, "bad-body", "A private message must have 1 to 65536 bytes of text");
    }

    // ---------------------------------------------------------------- users who logged in

    private static WireClient alice(WireClients wire) {
        WireClient client = wire.open();
        client.send(
                "CONNECT\naccept-version:1.2\nlogin:alice\npasscode:wonderland\n\n\0",
                "SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\n\n\0",
                "SUBSCRIBE\nid:private\ndestination:/user/queue/private\nreceipt:in\n\n\0");
        assertThat(client.next().header("user-name")).isEqualTo("alice");
        return client.expectReceipt("in");
    }

    @Test
    void whoIsLoggedInHasTheUsersNameAndNoOther(WireClients wire) {
        WireClient ada = join(named(wire, "Ada"), "logged-in");
        WireClient alice = join(alice(wire), "logged-in");
        alice.send("SEND\ndestination:/app/chat/name\n\nQueen of Hearts\0");
        expectRefusal(alice, "not-allowed", "You are logged in, so your name is your user name");
        alice.send("SEND\ndestination:/app/chat/name\n\nalice\0");
        assertThat(ada.nextMessage().bodyText())
                .contains("\"user\":\"alice\",\"name\":\"alice\",\"guest\":false");
    }

    @Test
    void aPrivateMessageReachesAllClientsOfBothUsers(WireClients wire) {
        WireClient ada = named(wire, "Ada");
        WireClient phone = alice(wire);
        WireClient desk = alice(wire);

        ada.send("SEND\ndestination:/app/chat/private\nto:alice\n\nhello\0");
        assertThat(phone.nextMessage().bodyText()).contains("hello");
        assertThat(desk.nextMessage().bodyText()).contains("hello");

        desk.send("SEND\ndestination:/app/chat/private\nto:" + ada.user() + "\n\nhi\0");
        assertThat(phone.nextMessage().bodyText()).contains("\"hi\"");
        assertThat(desk.nextMessage().bodyText()).contains("\"hi\"");
        desk.expectNothing();
    }
}
