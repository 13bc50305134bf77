package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.message.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** hubbub.js in a page that loads nothing else, against the real server. */
@SpringBootTest(classes = HubbubApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(ServerSide.class)
class HubbubJsPageTest {

    /** Sends a message to itself, and says what came, and on what. */
    private static final String TALK =
            """
            const done = arguments[0];
            const talk = async () => {
              const { connect } = await import('/hubbub.js');
              const hub = connect({ backoff: { min: 10, max: 100 } });
              const lobby = hub.namespace('main').join('smoke');
              const heard = new Promise((resolve) => lobby.once('said', resolve));
              await lobby.send('said', { text: 'grüezi' });
              const { body, own, from } = await heard;
              const { missing } = await lobby.ask('alone', '', { timeout: 1000 });
              await lobby.leave();
              const ended = `${body.text} ${own} ${from === hub.user} ${missing.length}`;
              await hub.close();
              return `${ended} ${hub.state} ${!!globalThis.SockJS}`;
            };
            talk().then(done, (error) => done(String(error)));
            """;

    /** A WebSocket as behind a proxy that knows none. */
    private static final String BLOCKED =
            """
            globalThis.WebSocket = class {
              constructor() {
                this.readyState = 0;
                setTimeout(() => { this.readyState = 3; this.onclose?.({ code: 1006, reason: '' }); });
              }
              close() {}
            };
            """;

    private static final String LOSE =
            """
            const done = arguments[0];
            const talk = async () => {
              const { connect } = await import('/hubbub.js');
              const hub = globalThis.hub = connect({ backoff: { min: 10, max: 100 } });
              const lobby = globalThis.lobby = hub.namespace('main').join('drop');
              globalThis.heard = [];
              lobby.on('said', ({ text }) => heard.push(text));
              globalThis.ended = new Promise((resolve) => hub.on('closed', resolve));
              await lobby.send('said', 'before');
              return hub.state;
            };
            talk().then(done, (error) => done(String(error)));
            """;

    private static final String AFTERWARDS =
            """
            const done = arguments[0];
            lobby.send('said', 'after').then(() => done(heard.join(' ')), (error) => done(String(error)));
            """;

    private static final String ENDED =
            """
            const done = arguments[0];
            ended.then(({ code, error }) => done(`${code} ${error?.code} ${lobby.state}`));
            """;

    private static Chromium browser;

    private final ServerSide serverSide;
    private final String server;

    @Autowired
    HubbubJsPageTest(@LocalServerPort int port, ServerSide serverSide) {
        this.server = "http://localhost:" + port;
        this.serverSide = serverSide;
    }

    @BeforeAll
    static void openBrowser() {
        Chromium.needed();
        browser = Chromium.open();
        browser.driver().manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void aPageTalksOverAWebSocketByThisModuleAlone() {
        browser.visit(server + "/login");

        assertThat(browser.driver().executeAsyncScript(TALK))
                .isEqualTo("grüezi true true 0 closed false");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aPageThatCanOpenNoWebSocketTalksOverSockJs() {
        browser.visit(server + "/login");

        assertThat(browser.driver().executeAsyncScript(BLOCKED + TALK))
                .isEqualTo("grüezi true true 0 closed true");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aPageComesBackAfterTheServerWentAway() {
        browser.visit(server + "/login");
        assertThat(browser.driver().executeAsyncScript(LOSE)).isEqualTo("connected");

        serverSide.closeAll(ErrorCode.SHUTTING_DOWN);

        assertThat(browser.driver().executeAsyncScript(AFTERWARDS)).isEqualTo("before after");
        assertThat(browser.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPageThatTheServerSentAwayStaysAway(boolean blocked) {
        browser.visit(server + "/login");
        assertThat(browser.driver().executeAsyncScript((blocked ? BLOCKED : "") + LOSE))
                .isEqualTo("connected");

        serverSide.closeAll(ErrorCode.DISCONNECTED);

        assertThat(browser.driver().executeAsyncScript(ENDED))
                .isEqualTo("4509 disconnected refused");
        assertThat(browser.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/hubbub.js, text/javascript",
        "/hubbub/hub.js, text/javascript",
        "/hubbub.d.ts, ''",
    })
    void anybodyMayLoadItAndGetsTheOneThatTheServerSpeaks(String path, String type)
            throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try (HttpClient http = HttpClient.newHttpClient()) {
            answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(server + path)).build(),
                            BodyHandlers.ofString());
        }

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith(type);
        assertThat(answer.headers().firstValue("cache-control").orElse("")).contains("no-cache");
    }
}
