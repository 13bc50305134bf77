package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import io.hubbub.message.RoomName;
import io.hubbub.room.Rooms;
import io.hubbub.security.Users;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Who a client is: what CONNECT shows, how long that is valid, and which rights are withdrawn
 * later.
 */
@WireTest
class LoginWireTest {

    @Autowired Users users;
    @Autowired Broadcast broadcast;
    @Autowired Rooms rooms;

    @AfterEach
    void giveBack() {
        users.unlock("alice");
        users.unlock("bob");
        users.restore("alice", "STAFF");
        users.restore("bob", "STAFF");
    }

    private static WireClient connect(WireClients wire, String... headers) {
        WireClient client = wire.open();
        client.send(
                "CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n"
                        + String.join("\n", headers)
                        + "\n\n\0");
        return client;
    }

    private static WireClient connectAs(WireClients wire, String token) {
        WireClient client = connect(wire, "Authorization:Bearer " + token);
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        return client;
    }

    private static WireClient listen(WireClient client) {
        client.send("SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\nreceipt:e\n\n\0");
        return client.expectReceipt("e");
    }

    private static WireClient join(WireClient client, String destination) {
        client.send("SUBSCRIBE\nid:0\ndestination:" + destination + "\nreceipt:in\n\n\0");
        return client.expectReceipt("in");
    }

    private static String fresh(String user, String... roles) {
        return "SEND\ndestination:/app/session/token\nreceipt:fresh\n\n"
                + Tokens.token(user, roles)
                + "\0";
    }

    // ---------------------------------------------------------------- coming in

    @Test
    void aConfiguredUserComesInWithLoginAndPasscode(WireClients wire) {
        WireClient client = connect(wire, "login:alice", "passcode:wonderland");

        client.expect(
                "CONNECTED\nversion:1.2\nheart-beat:10000,10000\nserver:Hubbub\nuser-name:alice\nclient:*\n\n\0");
        join(client, "/topic/staff/room");
    }

    @Test
    void theAdministratorComesIntoAdmin(WireClients wire) {
        WireClient client = connect(wire, "login:admin", "passcode:" + Tokens.ADMIN_PASSWORD);

        assertThat(client.next().header("user-name")).isEqualTo("admin");
        join(client, "/topic/admin/room");
    }

    @Test
    void aTokenNamesTheUserItsRolesAndItsEnd(WireClients wire) {
        WireClient client =
                connect(wire, "Authorization:Bearer " + Tokens.token("bob", "ROLE_STAFF"));

        Stomp connected = client.next();
        assertThat(connected.header("user-name")).isEqualTo("bob");
        assertThat(Instant.ofEpochMilli(Long.parseLong(connected.header("expires-at"))))
                .isBetween(Instant.now().plusSeconds(3_500), Instant.now().plusSeconds(3_600));
        join(client, "/topic/staff/room");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login:alice\npasscode:Wonderland",
                "login:alice\npasscode:",
                "login:alice",
                "passcode:wonderland",
                "login:nobody\npasscode:wonderland",
                "login:Alice\npasscode:wonderland",
                "Authorization:Bearer x.y.z",
                "Authorization:Bearer ",
                "authorization:Bearer",
                "AUTHORIZATION:Basic YWxpY2U6d29uZGVybGFuZA==",
                // A good login beside a bad token.
                "login:alice\npasscode:wonderland\nauthorization:Bearer x.y.z",
            })
    void whoeverShowsTheWrongThingIsNobodyAndNoGuestEither(String shown, WireClients wire) {
        connect(wire, shown).expectError("bad-credentials", 4516);
    }

    @Test
    void theHandshakesTokenCountsWhereConnectShowsNone(WireClients wire) {
        String bearer = "Authorization: Bearer " + Tokens.token("bob", "STAFF");
        WireClient client = wire.open("/ws", bearer).connect("1.2", "0,0");

        assertThat(client.user()).isEqualTo("bob");
        join(client, "/topic/staff/room");
    }

    @Test
    void connectsTokenCountsBeforeTheHandshakes(WireClients wire) {
        WireClient client =
                wire.open("/ws", "Authorization: Bearer " + Tokens.token("bob", "STAFF"));
        client.send(
                "CONNECT\naccept-version:1.2\nlogin:alice\npasscode:wonderland\nheart-beat:0,0\n\n\0");

        assertThat(client.next().header("user-name")).isEqualTo("alice");
    }

    @Test
    void anInterceptorOfTheApplicationMayNameTheUser(WireClients wire) {
        WireClient client = connect(wire, "x-api-key:robot");

        assertThat(client.next().header("user-name")).isEqualTo("robot");
        join(client, "/topic/known/room");
    }

    // ---------------------------------------------------------------- an end that comes

    @Test
    void aTokenThatExpiresEndsTheConnectionWithItsOwnCode(WireClients wire) {
        WireClient client =
                connectAs(wire, Tokens.token(Tokens.SECRET, "bob", Duration.ofSeconds(2)));
        join(client, "/topic/known/room");

        client.expectError("token-expired", 4004);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u200bbob", "bob\u200b", "\u202ebob", " bob", "bob ", "bоb", "bob\u00a0"})
    void whatLooksLikeAnotherNameIsNobodysInAToken(String name, WireClients wire) {
        WireClient client = connect(wire, "Authorization:Bearer " + Tokens.token(name));
        client.expectError("bad-credentials", 4516);
    }

    @Test
    void aGuestsNameIsTooLongToBeSearchedFor(WireClients wire) {
        WireClient client = connect(wire, "guest:0123456789abcdef");
        assertThat(client.next().header("user-name")).matches("guest-[0-9a-z]{20}");
    }

    @Test
    void aFreshTokenCarriesTheConnectionOn(WireClients wire) {
        WireClient client =
                connectAs(wire, Tokens.token(Tokens.SECRET, "bob", Duration.ofSeconds(2)));
        client.send(fresh("bob")).expectReceipt("fresh");
        WireClient other =
                connectAs(wire, Tokens.token(Tokens.SECRET, "bob", Duration.ofSeconds(2)));

        // Made later with as short a life, so the first one's would be over too.
        other.expectError("token-expired", 4004);
        client.expectNothing();
    }

    @Test
    void aFreshTokenBringsItsOwnRoles(WireClients wire) {
        WireClient client = listen(connectAs(wire, Tokens.token("bob")));
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/staff/room\nreceipt:1\n\n\0");
        assertThat(client.nextMessage().bodyText()).contains("not-allowed");

        client.send(fresh("bob", "STAFF")).expectReceipt("fresh");
        join(client, "/topic/staff/room");

        client.send(fresh("bob"));
        assertThat(client.nextMessage().bodyText())
                .contains("not-allowed", "\"destination\":\"/topic/staff/room\"");
        client.expectReceipt("fresh");
        broadcast.in("staff").to("room").send("to the staff");
        client.expectNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"another user's", "not a token", ""})
    void aTokenThatIsNotThisUsersChangesNothing(String token, WireClients wire) {
        WireClient client = listen(connectAs(wire, Tokens.token("bob", "STAFF")));
        String shown = token.startsWith("another") ? Tokens.token("alice", "ADMIN") : token;
        client.send("SEND\ndestination:/app/session/token\nreceipt:1\n\n" + shown + "\0");

        assertThat(client.nextMessage().bodyText()).contains("not-allowed", "\"receipt\":\"1\"");
        join(client, "/topic/staff/room");
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/admin/room\nreceipt:2\n\n\0");
        assertThat(client.nextMessage().bodyText()).contains("not-allowed", "\"receipt\":\"2\"");
    }

    @Test
    void aGuestCannotBecomeSomebody(WireClients wire) {
        WireClient guest = wire.connectListening();
        guest.send(fresh("bob", "ADMIN"));
        assertThat(guest.nextMessage().bodyText()).contains("not-allowed");
        guest.send("SUBSCRIBE\nid:1\ndestination:/topic/admin/room\nreceipt:2\n\n\0");
        assertThat(guest.nextMessage().bodyText()).contains("not-allowed", "\"receipt\":\"2\"");
    }

    // ---------------------------------------------------------------- what is taken away

    @Test
    void aLockedUserIsClosedWithItsOwnCodeAndDoesNotComeBack(WireClients wire) {
        WireClient client = join(connectAs(wire, Tokens.token("bob")), "/topic/known/room");
        WireClient bystander = join(connectAs(wire, Tokens.token("carol")), "/topic/known/room");

        users.lock("bob");

        client.expectError("locked", 4517);
        connect(wire, "Authorization:Bearer " + Tokens.token("bob")).expectError("locked", 4517);
        String bearer = "Authorization: Bearer " + Tokens.token("bob");
        assertThat(wire.open("/ws", bearer).status()).isEqualTo(403);
        bystander.expectNothing();
    }

    @Test
    void aRoleTakenAwayEndsWhatItOpenedAndNothingElse(WireClients wire) {
        WireClient alice = connect(wire, "login:alice", "passcode:wonderland");
        assertThat(alice.next().command()).isEqualTo("CONNECTED");
        join(listen(alice), "/topic/staff/room");
        alice.send("SUBSCRIBE\nid:1\ndestination:/topic/chat/lobby\nreceipt:1\n\n\0")
                .expectReceipt("1");

        users.withdraw("alice", "STAFF");
        broadcast.in("staff").to("room").send("to the staff");
        broadcast.in("chat").to("lobby").send("to all");

        assertThat(alice.nextMessage().bodyText())
                .contains("not-allowed", "\"destination\":\"/topic/staff/room\"");
        assertThat(alice.nextMessage().bodyText()).isEqualTo("to all");
        alice.send("SEND\ndestination:/topic/staff/room\nreceipt:2\n\nhello\0");
        assertThat(alice.nextMessage().bodyText()).contains("not-allowed", "\"receipt\":\"2\"");
        alice.send("SUBSCRIBE\nid:2\ndestination:/topic/staff/room\nreceipt:3\n\n\0");
        assertThat(alice.nextMessage().bodyText()).contains("not-allowed", "\"receipt\":\"3\"");
    }

    @Test
    void whoDoesNotListenForErrorsIsClosedRatherThanNotTold(WireClients wire) {
        WireClient bob = join(connectAs(wire, Tokens.token("bob", "STAFF")), "/topic/staff/room");

        users.withdraw("bob", "STAFF");

        bob.expectError("not-allowed", 4506);
    }

    @Test
    void anOldTokenDoesNotBringBackARoleThatWasTakenAway(WireClients wire) {
        users.withdraw("bob", "STAFF");

        WireClient bob = listen(connectAs(wire, Tokens.token("bob", "STAFF")));
        bob.send("SUBSCRIBE\nid:0\ndestination:/topic/staff/room\nreceipt:1\n\n\0");
        assertThat(bob.nextMessage().bodyText()).contains("not-allowed");
        bob.send(fresh("bob", "STAFF")).expectReceipt("fresh");
        bob.send("SUBSCRIBE\nid:0\ndestination:/topic/staff/room\nreceipt:2\n\n\0");
        assertThat(bob.nextMessage().bodyText()).contains("not-allowed", "\"receipt\":\"2\"");
    }

    @Test
    void aRoleGivenBackCountsOnTheLiveConnection(WireClients wire) {
        WireClient bob = listen(connectAs(wire, Tokens.token("bob", "STAFF")));
        users.withdraw("bob", "STAFF");
        users.restore("bob", "STAFF");

        join(bob, "/topic/staff/room");
    }

    @Test
    void whoJoinsWhileTheRoleIsTakenAwayIsNoMemberAfterwards(WireClients wire) {
        RoomName room = new RoomName("staff", "room");
        WireClient bob = listen(connectAs(wire, Tokens.token("bob", "STAFF")));
        for (int i = 0; i < 300; i++) {
            users.restore("bob", "STAFF");
            bob.send(
                    "SUBSCRIBE\nid:"
                            + i
                            + "\ndestination:/topic/staff/room\nreceipt:"
                            + i
                            + "\n\n\0");
            // Now and then the join is first.
            for (int spins = 0; spins < i * 100 && rooms.members(room).isEmpty(); spins++) {
                Thread.onSpinWait();
            }
            users.withdraw("bob", "STAFF");

            Stomp first = bob.next();
            if (first.command().equals("RECEIPT")) {
                first = bob.next();
            } else if (!first.bodyText().contains("receipt\":\"" + i + '"')) {
                // It joined and was out again before its receipt was written.
                bob.expectReceipt(Integer.toString(i));
            }
            assertThat(first.bodyText()).contains("not-allowed");
            assertThat(rooms.members(room)).as("round " + i).isEmpty();
        }
        bob.expectNothing();
    }
}
