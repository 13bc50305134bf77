package io.hubbub.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Which pages can delete a room with an administrator's session. The server and its settings are
 * LoginTest's.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.users.alice.password=wonderland",
            "hubbub.security.users.alice.roles=USER",
            "hubbub.security.jwt.secret=" + Tokens.SECRET,
            "hubbub.security.login-failures-per-address=0",
            "hubbub.security.login-failures-per-user=0",
            "management.endpoints.web.exposure.include=health,metrics"
        })
class CrossSiteDeletionTest {

    private static final String ROOM = "/api/namespaces/chat/rooms/coveted";

    @LocalServerPort private int port;

    private WireClient member;

    /** A room that keeps something. */
    @BeforeEach
    void somebodySaysSomethingPrecious() {
        member = WireClient.open(port, "/ws").connect("1.2", "0,0");
        member.send("SUBSCRIBE\nid:0\ndestination:/topic/chat/coveted\nreceipt:in\n\n\0");
        member.expectReceipt("in");
        member.send(
                "SEND\ndestination:/topic/chat/coveted\necho:false\nreceipt:said\n\nprecious\0");
        member.expectReceipt("said");
    }

    @AfterEach
    void close() {
        member.close();
    }

    private HttpVisitor admin() {
        return new HttpVisitor(port).login("admin", Tokens.ADMIN_PASSWORD);
    }

    @Test
    void noOtherSitesPageNorOneThatDoesNotSayWhatItIs() {
        HttpVisitor admin = admin();
        for (String[] headers :
                new String[][] {
                    {"Origin", "https://elsewhere.example"},
                    {"Origin", "https://elsewhere.example", "Sec-Fetch-Site", "same-origin"},
                    {"Origin", "null"},
                    {"Origin", "http://localhost"},
                    {"Sec-Fetch-Site", "cross-site"},
                    {}
                }) {
            HttpResponse<String> refused = admin.ask("DELETE", ROOM, "", headers);
            assertThat(refused.statusCode()).as(String.join(" ", headers)).isEqualTo(403);
            assertThat(admin.get(ROOM + "/messages").body()).contains("precious");
        }
    }

    @Test
    void aPageOfThisServers() {
        HttpVisitor admin = admin();
        assertThat(admin.ask("DELETE", ROOM, "", "Origin", admin.origin()).statusCode())
                .isEqualTo(204);
        assertThat(admin.get(ROOM + "/messages").body()).doesNotContain("precious");
    }
}
