package io.hubbub.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a logout does to the session's connections. */
@WireTest
class LogoutTest {

    private HttpVisitor visitor;

    @BeforeEach
    void login(@LocalServerPort int port) {
        visitor = new HttpVisitor(port).login("admin", Tokens.ADMIN_PASSWORD);
    }

    private WireClient open(WireClients wire, String cookie) {
        return wire.open(
                "/ws",
                "Cookie: " + cookie,
                "Origin: " + visitor.origin(),
                "Sec-WebSocket-Protocol: v12.stomp");
    }

    private WireClient connect(WireClients wire) {
        return open(wire, visitor.cookie()).connect("1.2", "0,0");
    }

    @Test
    void everyConnectionOfTheSessionEndsAndIsToldWhy(WireClients wire) {
        WireClient first = connect(wire);
        WireClient second = connect(wire);

        visitor.logout();

        first.expectError("logged-out", 4518);
        second.expectError("logged-out", 4518);
    }

    @Test
    void otherSessionsOfTheUserAndThoseWithoutOneGoOn(WireClients wire, @LocalServerPort int port) {
        HttpVisitor elsewhere = new HttpVisitor(port).login("admin", Tokens.ADMIN_PASSWORD);
        WireClient other = open(wire, elsewhere.cookie()).connect("1.2", "0,0");
        WireClient guest = wire.connectListening();
        WireClient ended = connect(wire);

        visitor.logout();

        ended.expectError("logged-out", 4518);
        other.send("SUBSCRIBE\nid:0\ndestination:/topic/admin/a\nreceipt:1\n\n\0")
                .expectReceipt("1");
        guest.expectNothing();
    }

    @Test
    void whoConnectsAfterTheLogoutByAHandshakeFromBeforeEndsToo(WireClients wire) {
        WireClient client = open(wire, visitor.cookie());
        assertThat(client.status()).isEqualTo(101);

        visitor.logout();
        client.send("CONNECT\naccept-version:1.2\nheart-beat:0,0\n\n\0");

        // The end may come before the greeting, which then never comes.
        Stomp answer = client.next();
        if (answer.command().equals("CONNECTED")) {
            client.expectError("logged-out", 4518);
        } else {
            assertThat(answer.header("code")).isEqualTo("logged-out");
            client.expectClose(4518);
        }
    }

    @Test
    void aLoginInTheSameBrowserEndsWhatTheOneBeforeConnected(WireClients wire) {
        WireClient before = connect(wire);

        visitor.login("alice", "wonderland");

        before.expectError("logged-out", 4518);
        assertThat(connect(wire).user()).isEqualTo("alice");
    }

    @Test
    void anotherSitesPageEndsNothing(WireClients wire) {
        WireClient client = connect(wire);

        visitor.post("/logout", Map.of(), "Origin", "https://elsewhere.example");

        client.send("SUBSCRIBE\nid:0\ndestination:/topic/admin/a\nreceipt:1\n\n\0")
                .expectReceipt("1");
    }
}
