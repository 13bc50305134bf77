package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** hubbub.js under Node.js, against the real server. */
@SpringBootTest(classes = HubbubApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
class HubbubJsLiveTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatIsSentOverConnectionsThatAreCutIsHeardOnceAndInOrder(
            int seed, @LocalServerPort int port) throws IOException, InterruptedException {
        Map<String, String> environment =
                Map.of(
                        "HUBBUB_URL",
                        "ws://localhost:" + port + "/ws",
                        "HUBBUB_SEED",
                        Integer.toString(seed));

        Node.Result result = Node.needed().run(LIMIT, environment, "src/test/js/live/chat.mjs");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("300 messages");
    }
}
