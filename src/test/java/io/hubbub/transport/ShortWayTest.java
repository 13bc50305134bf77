package io.hubbub.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Client;
import io.hubbub.client.Clients;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Which handshakes are taken before the filters. A header that the filters add to every response
 * tells. {@link CallerTest} has the users that handshakes act for.
 */
@WireTest
@Timeout(120)
class ShortWayTest {

    private static final String OF_THE_FILTERS = "x-frame-options";

    @Autowired private Clients clients;
    @Autowired private ShortWay way;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws",
                "/sockjs/websocket",
                "/sockjs/000/short_way-1/websocket",
            })
    void whoShowsNobodyTakesIt(String path, WireClients wire) {
        assertThat(way.isOpen()).isTrue();
        WireClient client = wire.open(path, "Sec-WebSocket-Protocol: x, v11.stomp, v12.stomp");

        assertThat(client.status()).isEqualTo(101);
        assertThat(client.responseHeader(OF_THE_FILTERS)).isNull();
        assertThat(client.responseHeader("sec-websocket-protocol")).isEqualTo("v12.stomp");
        assertThat(client.responseHeader("sec-websocket-extensions")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"theme=dark", "a=b; AWSALB=c/d=", "sessionid=1"})
    void othersCookiesAreNobodys(String cookies, WireClients wire) {
        WireClient client = wire.open("/ws", "Cookie: " + cookies);

        assertThat(client.responseHeader(OF_THE_FILTERS)).isNull();
        assertThat(client.connect("1.2", "0,0").user()).startsWith("guest-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie: JSESSIONID=node0abc.node0",
                "Cookie: theme=dark; JSESSIONID=node0abc.node0",
                "Cookie: theme=dark\r\nCookie: JSESSIONID=node0abc.node0",
                "Cookie: jsessionid=x",
                "Cookie: JSESSIONID=\"quoted\"",
                "Cookie: JSESSIONID=",
                "Content-Length: 0",
                "X-Nothing: 1\r\nTransfer-Encoding: chunked\r\n\r\n0",
                "Authorization: Basic YTpi",
                "Authorization: Bearer x",
                "authorization:",
                "Sec-Fetch-Site: cross-site\r\nOrigin: https://other.example",
                "Origin: null",
                "Origin: http://localhost",
            })
    void whatIsOutOfTheOrdinaryGoesThroughTheFilters(String header, WireClients wire) {
        assertThat(wire.open("/ws", header).responseHeader(OF_THE_FILTERS)).isNotNull();
        assertThat(wire.open("/sockjs/0/a/websocket", header).responseHeader(OF_THE_FILTERS))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "/ws?a=b, 101",
        "/ws?, 101",
        "/ws;jsessionid=node0abc, 400",
        "/%77s, 101",
        "/ws/, 401",
        "/WS, 401",
        "/sockjs/a.b/c/websocket, 101",
        "/sockjs/a/../websocket, 101",
        "/sockjs/a/%2e%2e/websocket, 101",
        "/sockjs/a/b/c/websocket, 404",
        "/admin, 401",
    })
    void soDoesWhatIsWrittenOtherwise(String path, int status, WireClients wire) {
        WireClient answer = wire.open(path);

        // Requests that Jetty or Spring's firewall refuses are no handshakes either.
        assertThat(answer.status()).isIn(status, 400);
        if (answer.status() != 400) {
            assertThat(answer.responseHeader(OF_THE_FILTERS)).isNotNull();
        }
    }

    @Test
    void aTokenOfAHandshakeIsReadThere(WireClients wire) {
        WireClient client =
                wire.open("/ws", "Authorization: Bearer " + Tokens.token("carol", "USER"));

        assertThat(client.connect("1.2", "0,0").user()).isEqualTo("carol");
    }

    @Test
    void nobodySaysFromWhereItComes(WireClients wire) {
        WireClient client =
                wire.open(
                                "/ws",
                                "X-Forwarded-For: 203.0.113.7",
                                "Forwarded: for=203.0.113.7;proto=https;host=other.example")
                        .connect("1.2", "0,0");

        Client known = Objects.requireNonNull(clients.find(client.id()));
        assertThat(client.responseHeader(OF_THE_FILTERS)).isNull();
        assertThat(known.origin().address()).doesNotContain("203.0.113");
        assertThat(known.origin().session()).isNull();
    }

    @Test
    void aPageOfOurOwnIsAdmittedByItsOriginAndNoOther(WireClients wire) {
        String own = "http://localhost:" + wire.port();

        WireClient ours = wire.open("/ws", "Origin: " + own);
        assertThat(ours.status()).isEqualTo(101);
        assertThat(ours.responseHeader(OF_THE_FILTERS)).isNull();

        for (String other :
                new String[] {own + "0", own + "/", own + "@x", "https" + own.substring(4)}) {
            assertThat(wire.open("/ws", "Origin: " + other).status()).as(other).isEqualTo(403);
        }
    }
}
