package io.hubbub.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Requests to this server's names, and to other names, as in DNS rebinding. */
@EntranceTest
class HostCheckTest {

    private static final String UPGRADE =
            """
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
            """;

    @LocalServerPort private int port;

    /** Headers are separated by semicolons. */
    private int status(String line, String headers) {
        try (RawRequest request = new RawRequest(port)) {
            String lines = headers.isEmpty() ? "" : headers.replace(";", "\n") + "\n";
            return request.write(line + " HTTP/1.1\n" + lines + "\n").status();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/chat/",
                "/login",
                "/hubbub.js",
                "/api/namespaces/chat/rooms/a/messages",
                "/actuator/info",
                "/ws",
                "/sockjs/info",
                "/sockjs/1/abc/eventsource",
                "/no/such/page"
            })
    void nothingIsAnsweredUnderAStrangersName(String path) {
        assertThat(status("GET " + path, "Host: evil.example:" + port)).isEqualTo(421);
        assertThat(status("GET " + path, "Host: localhost:" + port)).isNotEqualTo(421);
    }

    /** The page of a rebound name has the same origin as its requests. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example|http://evil.example|421",
                "evil.example|http://localhost|421",
                "evil.example|null|421",
                "127.0.0.1|http://127.0.0.1|101",
                "[::1]|http://[::1]|101",
                "chat.example.com|http://chat.example.com|101",
                "chat.example.com.|http://chat.example.com.|101",
                "localhost|http://localhost|101",
                "localhost|http://evil.example|403",
                "x.chat.example.com|http://x.chat.example.com|421"
            })
    void aHandshakeUnderAStrangersNameIsRefusedThoughItsOriginIsEqual(
            String host, String origin, int status) {
        String page = origin.equals("null") ? origin : origin + ":" + port;
        String headers = UPGRADE + "Host: " + host + ":" + port + "\nOrigin: " + page;
        assertThat(status("GET /ws", headers)).isEqualTo(status);
        assertThat(status("GET /sockjs/1/abc/websocket", headers)).isEqualTo(status);
    }

    @Test
    void aHandshakeWithoutAnOriginIsNoBrowsersAndMayUseAnyName() {
        String headers = UPGRADE + "Host: whatever.example";
        assertThat(status("GET /ws", headers)).isEqualTo(101);
        assertThat(status("GET /ws", headers + ";Sec-Fetch-Site: same-origin")).isEqualTo(421);
        // A page can send no other request with that header.
        assertThat(status("GET /", headers)).isEqualTo(200);
    }

    /** An orchestrator uses an address, or any name that it has for this server. */
    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3:8080", "hubbub", "hubbub.default.svc.cluster.local"})
    void healthIsAskedUnderAnyName(String host) {
        assertThat(status("GET /actuator/health", "Host: " + host)).isEqualTo(200);
        assertThat(status("GET /actuator/health/liveness", "Host: " + host)).isEqualTo(200);
        assertThat(status("GET /actuator/healthy", "Host: evil.example")).isEqualTo(421);
    }

    /** A page may send these headers too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evil.example|X-Forwarded-Host: localhost|421",
                "evil.example|Forwarded: host=localhost|421",
                "localhost|X-Forwarded-Host: evil.example|421",
                "localhost|Forwarded: host=evil.example|421",
                "localhost|X-Forwarded-Host: chat.example.com|200",
                "10.0.0.7:8080|Forwarded: host=chat.example.com;proto=https|200"
            })
    void ofWhatAProxySaysAndWhatWasAskedBothCount(String host, String forwarded, int status) {
        try (RawRequest request = new RawRequest(port)) {
            String text = "GET / HTTP/1.1\nHost: " + host + "\n" + forwarded + "\n\n";
            assertThat(request.write(text).status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET http://evil.example/|Host: evil.example|421",
                "GET http://localhost/|Host: localhost|200",
                "GET http://evil.example/|Host: localhost|400",
                "GET http://localhost/|Host: evil.example|400",
                "GET /|Host: localhost;Host: evil.example|400",
                "GET /|Host: evil.example;Host: localhost|400",
                "GET /|X-None: 1|400",
                "GET /|Host:|400"
            })
    void thereIsOneHostAndItIsTheAddresssToo(String line, String headers, int status) {
        assertThat(status(line, headers)).isEqualTo(status);
    }

    /** A request without a host comes from no browser, so it cannot be due to rebinding. */
    @Test
    void http10NamesNoHost() {
        try (RawRequest request = new RawRequest(port)) {
            assertThat(request.write("GET / HTTP/1.0\n\n").status()).isEqualTo(200);
        }
    }

    @Test
    void whoRunsItReadsWhatToSet() {
        try (RawRequest request = new RawRequest(port)) {
            String answer =
                    request.write("GET / HTTP/1.1\nHost: New.example:80\nConnection: close\n\n")
                            .readAll();
            assertThat(answer)
                    .startsWith("HTTP/1.1 421 ")
                    .endsWith(
                            "wrong-host: This server does not answer under the name new.example."
                                    + " Its operator can allow the name in hubbub.transport.allowed-hosts\n");
        }
    }

    @Test
    void whatIsNoNameIsNotRepeated() {
        try (RawRequest request = new RawRequest(port)) {
            String answer =
                    request.write("GET / HTTP/1.1\nHost: <b>x\nConnection: close\n\n").readAll();
            assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("<b>x");
        }
    }
}
