package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** All of SockJS's ways work under the policies that the server sends, and break none. */
@SpringBootTest(classes = HubbubApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class SockJsPolicyTest {

    private static final String CONNECT =
            """
            const [transport, done] = arguments;
            const script = document.createElement('script');
            script.src = '/webjars/sockjs-client/1.6.1/dist/sockjs.min.js';
            script.onerror = () => done('no SockJS');
            script.onload = () => {
              const socket = new SockJS('/sockjs', null, { transports: [transport] });
              let opened = false;
              socket.onopen = () => socket.send('CONNECT\\naccept-version:1.2\\n\\n\\0');
              socket.onmessage = ({ data }) => { opened = true; done(data.split('\\n')[0]); socket.close(); };
              socket.onclose = ({ code, reason }) => opened || done(`closed ${code} ${reason}`);
            };
            document.head.append(script);
            """;

    private static Chromium browser;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "websocket",
                "xhr-streaming",
                "xhr-polling",
                "eventsource",
                "htmlfile",
                "iframe-htmlfile",
                "iframe-eventsource",
                "iframe-xhr-polling"
            })
    void aPageConnectsByEachTransport(String transport, @LocalServerPort int port) {
        browser.visit("http://localhost:" + port + "/");

        assertThat(browser.driver().executeAsyncScript(CONNECT, transport)).isEqualTo("CONNECTED");
        assertThat(browser.errors()).isEmpty();
    }
}
