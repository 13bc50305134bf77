package io.hubbub.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests of hubbub.js, which are JavaScript themselves and bring a server of their own. */
class HubbubJsTest {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    @Test
    void theClientKeepsItsPromises() throws IOException, InterruptedException {
        Node node = Node.needed();
        Node.Result result = node.run(LIMIT, Map.of(), tests());

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("# fail 0").doesNotContain("# pass 0");
    }

    /** All of them by name: what a directory means to {@code --test} changes with the version. */
    private static String[] tests() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "js"))) {
            Stream<String> tests =
                    files.map(Path::toString).filter(name -> name.endsWith(".test.mjs")).sorted();
            // The reporter that a terminal gets differs from the one that a pipe gets.
            return Stream.concat(Stream.of("--test", "--test-reporter=tap"), tests)
                    .toArray(String[]::new);
        }
    }
}
