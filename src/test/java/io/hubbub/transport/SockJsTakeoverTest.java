package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Tokens;
import io.hubbub.login.HttpVisitor;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** A stranger who knows the id of a session cannot use it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "server.forward-headers-strategy=native",
            "hubbub.security.users.alice.password=wonderland",
            "hubbub.security.jwt.secret=" + Tokens.SECRET
        })
@Timeout(60)
class SockJsTakeoverTest {

    private static final String CONNECT =
            "CONNECT\naccept-version:1.2\nlogin:alice\npasscode:wonderland\n\n\0";

    @LocalServerPort private int port;

    private static HttpResponse<String> ask(HttpRequest.Builder request, String... headers)
            throws Exception {
        return SockJsTestClient.ask(headers.length == 0 ? request : request.headers(headers));
    }

    private static String frames(String... frames) {
        return JsonMapper.shared().writeValueAsString(frames);
    }

    private static String cookie(HttpResponse<String> opened) {
        String header = opened.headers().firstValue("set-cookie").orElse("");
        assertThat(header).as("the cookie of %s", opened.body()).startsWith("hubbub-sockjs=");
        return header.replaceFirst(";.*", "");
    }

    private static void assertStrangers(SockJsTestClient client, List<String[]> strangers)
            throws Exception {
        for (String[] stranger : strangers) {
            HttpResponse<String> polled = ask(client.polling(), stranger);
            assertThat(polled.statusCode()).as("polled with %s", List.of(stranger)).isEqualTo(404);
            assertThat(polled.body()).isEmpty();
            assertThat(ask(client.sending("[\"\\n\"]"), stranger).statusCode())
                    .as("sent with %s", List.of(stranger))
                    .isEqualTo(404);
        }
    }

    @Test
    void aGuestsSessionThatLoggedInIsNotReadByAnotherBrowserOfTheSameAddress() throws Exception {
        SockJsTestClient client = new SockJsTestClient(port);
        HttpResponse<String> opened = ask(client.polling());
        assertThat(opened.body()).isEqualTo("o\n");
        assertThat(opened.headers().firstValue("set-cookie").orElse(""))
                .matches(
                        "hubbub-sockjs=[0-9a-f]{32}; Path="
                                + URI.create(client.session()).getPath()
                                + "; HttpOnly; SameSite=Strict");
        String[] own = {"Cookie", cookie(opened)};
        assertThat(ask(client.sending(frames(CONNECT)), own).statusCode()).isEqualTo(204);

        assertStrangers(
                client,
                List.of(
                        new String[] {},
                        new String[] {"Cookie", "hubbub-sockjs=" + "0".repeat(32)},
                        new String[] {"Cookie", "hubbub-sockjs="},
                        new String[] {"Authorization", "Bearer " + Tokens.token("carol")}));

        assertThat(ask(client.polling(), own).body()).contains("\\nuser-name:alice\\n");
        SockJsTestClient another = new SockJsTestClient(port);
        String others = cookie(ask(another.polling()));
        assertThat(others).isNotEqualTo(own[1]);
        assertStrangers(client, List.<String[]>of(new String[] {"Cookie", others}));
    }

    @Test
    void aClientWithoutCookiesIsHeldToItsAddressAlone() throws Exception {
        SockJsTestClient client = new SockJsTestClient(port);
        String[] there = {"X-Forwarded-For", "198.51.100.7"};
        assertThat(ask(client.polling(), there).body()).isEqualTo("o\n");
        assertThat(ask(client.sending(frames(CONNECT)), there).statusCode()).isEqualTo(204);

        assertStrangers(
                client,
                List.of(
                        new String[] {},
                        new String[] {"X-Forwarded-For", "198.51.100.8"},
                        new String[] {"X-Forwarded-For", "2001:db8::7"}));

        assertThat(ask(client.polling(), there).body()).contains("\\nuser-name:alice\\n");
    }

    @Test
    void oneMachinesAddressesOfIpv6AreOne() throws Exception {
        SockJsTestClient client = new SockJsTestClient(port);
        assertThat(ask(client.polling(), "X-Forwarded-For", "2001:db8::7").body()).isEqualTo("o\n");

        assertThat(ask(client.sending("[\"\\n\"]"), "X-Forwarded-For", "2001:db8::8").statusCode())
                .isEqualTo(204);
        assertStrangers(
                client, List.<String[]>of(new String[] {"X-Forwarded-For", "2001:db8:0:1::7"}));
    }

    @Test
    void aCookiesSessionIsNotTakenOverFromAnotherAddress() throws Exception {
        String session = new HttpVisitor(port).login("alice", "wonderland").cookie();
        SockJsTestClient client = new SockJsTestClient(port);
        String own = "http://localhost:" + port;
        String[] there = {"Cookie", session, "Origin", own, "X-Forwarded-For", "198.51.100.7"};
        HttpResponse<String> opened = ask(client.polling(), there);
        assertThat(opened.body()).isEqualTo("o\n");
        String both = session + "; " + cookie(opened);

        assertStrangers(
                client,
                List.of(
                        new String[] {"Cookie", both, "Origin", own},
                        new String[] {
                            "Cookie", both, "Origin", own, "X-Forwarded-For", "198.51.100.8"
                        },
                        new String[] {"Origin", own, "X-Forwarded-For", "198.51.100.7"}));

        there[1] = both;
        assertThat(ask(client.sending("[\"\\n\"]"), there).statusCode()).isEqualTo(204);
    }

    @Test
    void aUsersSessionIsNotReachedByAnotherOfHerLogins() throws Exception {
        String own = "http://localhost:" + port;
        String first = new HttpVisitor(port).login("alice", "wonderland").cookie();
        String second = new HttpVisitor(port).login("alice", "wonderland").cookie();
        SockJsTestClient client = new SockJsTestClient(port);
        assertThat(ask(client.polling(), "Cookie", first, "Origin", own).body()).isEqualTo("o\n");

        assertStrangers(client, List.<String[]>of(new String[] {"Cookie", second, "Origin", own}));
        assertThat(ask(client.sending("[\"\\n\"]"), "Cookie", first, "Origin", own).statusCode())
                .isEqualTo(204);
    }
}
