package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.login.HttpVisitor;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** Which user a handshake acts for, depending on what the browser says about the page. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.jwt.secret=" + Tokens.SECRET,
            "hubbub.transport.allowed-origins=https://listed.example",
            "spring.main.cloud-platform=kubernetes"
        })
@Timeout(60)
class CallerTest {

    private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";

    /** A login takes a password's hash. */
    private static String session = "";

    @LocalServerPort private int port;
    @Autowired private Clients clients;

    private String session() {
        if (session.isEmpty()) {
            session = new HttpVisitor(port).login("admin", Tokens.ADMIN_PASSWORD).cookie();
        }
        return session;
    }

    /** Names and values in turn. */
    private List<String> headers(String origin, String site) {
        List<String> headers = new ArrayList<>();
        if (origin != null) {
            headers.addAll(List.of("Origin", origin.replace("own", "http://localhost:" + port)));
        }
        if (site != null) {
            headers.addAll(List.of("Sec-Fetch-Site", site));
        }
        return headers;
    }

    /** The user of a client of {@code /ws}; empty if the handshake is refused. */
    private String byWebSocket(List<String> headers) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < headers.size(); i += 2) {
            lines.add(headers.get(i) + ": " + headers.get(i + 1));
        }
        try (WireClient client = WireClient.open(port, "/ws", lines.toArray(String[]::new))) {
            return client.status() == 101 ? client.connect("1.2", "0,0").user() : "";
        }
    }

    /** The same over SockJS, each request with the same headers. */
    private String bySockJs(List<String> headers) throws Exception {
        SockJsTestClient client = new SockJsTestClient(port);
        HttpResponse<String> opened = ask(client.polling(), headers);
        if (opened.statusCode() == 403) {
            return "";
        }
        assertThat(opened.body()).isEqualTo("o\n");
        String[] frames = {CONNECT};
        String body = JsonMapper.shared().writeValueAsString(frames);
        assertThat(ask(client.sending(body), headers).statusCode()).isEqualTo(204);
        String connected = ask(client.polling(), headers).body();
        String disconnect =
                JsonMapper.shared().writeValueAsString(new String[] {"DISCONNECT\n\n\0"});
        ask(client.sending(disconnect), headers);
        return connected.replaceFirst("(?s).*\\\\nuser-name:([^\\\\]*)\\\\n.*", "$1");
    }

    private static HttpResponse<String> ask(HttpRequest.Builder request, List<String> headers)
            throws Exception {
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return SockJsTestClient.ask(request);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // Origin | Sec-Fetch-Site | whom a session's cookie makes it
                "own|-|admin",
                "own|same-origin|admin",
                "own|cross-site|admin",
                "-|same-origin|admin",
                "-|-|guest",
                "-|none|guest",
                "-|same-site|guest",
                "-|cross-site|guest",
                "https://listed.example|-|guest",
                "https://listed.example|same-origin|guest",
                "https://other.example|-|''",
                "https://other.example|same-origin|''",
                "null|-|''",
                "null|same-origin|''",
                "%|-|''",
                "http://localhost|-|''",
                "ownx|-|''"
            })
    void aSessionCountsOnlyWhereOurOwnPageAsks(String origin, String site, String user)
            throws Exception {
        List<String> headers = headers(origin, site);
        headers.addAll(List.of("Cookie", session()));

        assertThat(byWebSocket(headers)).matches(user.equals("guest") ? "guest-.+" : user);
        assertThat(bySockJs(headers)).matches(user.equals("guest") ? "guest-.+" : user);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "own|-|carol",
                "-|-|carol",
                "-|cross-site|carol",
                "https://listed.example|-|carol",
                "https://other.example|-|''"
            })
    void aTokenCountsForWhoeverMayConnect(String origin, String site, String user)
            throws Exception {
        List<String> headers = headers(origin, site);
        headers.addAll(List.of("Authorization", "Bearer " + Tokens.token("carol")));
        assertThat(byWebSocket(headers)).isEqualTo(user);
        assertThat(bySockJs(headers)).isEqualTo(user);

        headers.addAll(List.of("Cookie", session()));
        assertThat(byWebSocket(headers)).isEqualTo(user);
        assertThat(bySockJs(headers)).isEqualTo(user);
    }

    @Test
    void aSockJsSessionOfAUserIsNotReachedByOthersWhoKnowItsName() throws Exception {
        SockJsTestClient client = new SockJsTestClient(port);
        List<String> own = headers("own", null);
        own.addAll(List.of("Cookie", session()));
        assertThat(ask(client.polling(), own).body()).isEqualTo("o\n");

        List<String> guest = headers("own", null);
        List<String> listed = headers("https://listed.example", null);
        listed.addAll(List.of("Cookie", session()));
        List<String> other = headers("own", null);
        other.addAll(List.of("Authorization", "Bearer " + Tokens.token("carol")));
        for (List<String> stranger : List.of(guest, listed, other)) {
            assertThat(ask(client.polling(), stranger).statusCode()).isEqualTo(404);
            assertThat(ask(client.sending("[\"\\n\"]"), stranger).statusCode()).isEqualTo(404);
        }
        assertThat(ask(client.sending("[\"\\n\"]"), own).statusCode()).isEqualTo(204);
    }

    @Test
    void aFreshTokenOfTheSameUserReachesItsSockJsSession() throws Exception {
        SockJsTestClient client = new SockJsTestClient(port);
        List<String> first = List.of("Authorization", "Bearer " + Tokens.token("carol"));
        List<String> fresh = List.of("Authorization", "Bearer " + Tokens.token("carol", "NEW"));
        assertThat(ask(client.polling(), first).body()).isEqualTo("o\n");

        assertThat(ask(client.sending("[\"\\n\"]"), fresh).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws", "/sockjs/websocket"})
    void aClientKnowsWhichSessionVouchedForItButNotItsId(String path) {
        String cookie = session();
        String own = "http://localhost:" + port;
        try (WireClient wire = WireClient.open(port, path, "Cookie: " + cookie, "Origin: " + own)) {
            Client client = clients.find(wire.connect("1.2", "0,0").id());

            assertThat(client.origin().session()).matches("[0-9a-f]{64}");
            assertThat(client.origin().toString())
                    .doesNotContain(cookie.replaceAll("JSESSIONID=|\\.node0", ""));
        }
        try (WireClient wire = WireClient.open(port, path, "Cookie: " + cookie)) {
            Client guest = clients.find(wire.connect("1.2", "0,0").id());
            assertThat(guest.origin().session()).isNull();
        }
    }

    /** In a cluster Spring Boot would trust these headers unless it is told not to. */
    @Test
    void whoeverConnectsDoesNotSayItselfFromWhereOrToWhere() {
        String[] forwarded = {
            "X-Forwarded-For: 203.0.113.7",
            "Forwarded: for=203.0.113.7;host=other.example;proto=https",
            "X-Forwarded-Host: other.example",
            "X-Forwarded-Proto: https"
        };
        try (WireClient wire = WireClient.open(port, "/ws", forwarded)) {
            Client client = clients.find(wire.connect("1.2", "0,0").id());
            assertThat(client.origin().address()).doesNotContain("203.0.113.7");
        }
        List<String> headers = headers("https://other.example", null);
        headers.addAll(List.of("Cookie", session()));
        headers.addAll(List.of("X-Forwarded-Host", "other.example"));
        headers.addAll(List.of("X-Forwarded-Proto", "https"));
        assertThat(byWebSocket(headers)).isEmpty();
    }

    @Test
    void aNonsenseCookieIsAGuests() {
        List<String> headers = headers("own", null);
        headers.addAll(List.of("Cookie", "JSESSIONID=node0abc.node0"));
        assertThat(byWebSocket(headers)).startsWith("guest-");
        headers.set(3, "JSESSIONID=" + "x".repeat(2_000));
        assertThat(byWebSocket(headers)).startsWith("guest-");
    }

    @Test
    void aPreflightOfAListedOriginIsAnswered() throws Exception {
        HttpResponse<String> answer =
                SockJsTestClient.ask(
                        new SockJsTestClient(port)
                                .polling()
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://listed.example")
                                .header("Access-Control-Request-Method", "POST")
                                .header("Access-Control-Request-Headers", "authorization"));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin"))
                .contains("https://listed.example");
    }
}
