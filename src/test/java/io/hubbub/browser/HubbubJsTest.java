package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tests of hubbub.js, which are JavaScript themselves and bring a server of their own. */
class HubbubJsTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Test
    void theClientKeepsItsPromises() throws IOException, InterruptedException {
        Node.Result result = Node.needed().run(LIMIT, Map.of(), "--test", "src/test/js");

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("# fail 0").doesNotContain("# pass 0");
    }
}
