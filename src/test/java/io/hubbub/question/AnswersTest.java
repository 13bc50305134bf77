package io.hubbub.question;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.User;
import io.hubbub.question.Answers.Answer;
import io.hubbub.question.Answers.Missing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final User ALICE = User.guest("alice");

    private static String json(@Nullable String contentType, byte[] body) {
        Answer answer = new Answer("c1", ALICE, contentType, body);
        String json = new String(new Answers(List.of(answer), List.of()).json(), UTF_8);
        String start = "{\"answers\":[{\"client\":\"c1\",\"user\":\"alice\",\"body\":";
        assertThat(json).startsWith(start).endsWith("}],\"missing\":[]}");
        return json.substring(start.length(), json.length() - "}],\"missing\":[]}".length());
    }

    @Test
    void whoAnsweredAndWhoDidNot() {
        Answers answers =
                new Answers(
                        List.of(
                                new Answer("c1", ALICE, null, "yes".getBytes(UTF_8)),
                                new Answer("c2", ALICE, null, "no".getBytes(UTF_8))),
                        List.of(new Missing("c3", User.guest("b\"ob"))));

        assertThat(new String(answers.json(), UTF_8))
                .isEqualTo(
                        """
                        {"answers":[{"client":"c1","user":"alice","body":"yes"},\
                        {"client":"c2","user":"alice","body":"no"}],\
                        "missing":[{"client":"c3","user":"b\\"ob"}]}\
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "application/json|{\"a\": [1, 2.50, null]}",
                "application/json|\"text\"",
                "application/json|1e400",
                "application/json|true",
                "application/json;charset=utf-8|[]",
                "Application/JSON|[]",
                "application/problem+json|{\"é\":\"😀\"}",
            })
    void jsonIsEmbeddedToTheLetter(String contentType, String body) {
        assertThat(json(contentType, body.getBytes(UTF_8))).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}}",
                "{} {}",
                "}],\"missing\":[]}",
                "1,\"encoding\":\"base64\"",
                "{'a':1}",
                "{a:1}",
                "// {}",
                "[1,]",
                "NaN",
                "01",
                "x",
                "\uFEFF{}",
            })
    void whatIsNoJsonIsAStringWhateverItsTypeSays(String body) {
        String escaped = body.replace("\"", "\\\"");
        assertThat(json("application/json", body.getBytes(UTF_8))).isEqualTo('"' + escaped + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyBodyIsAnEmptyString(String body) {
        assertThat(json("application/json", body.getBytes(UTF_8))).isEqualTo('"' + body + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonx", "text/json", "application/xml"})
    void whatIsNotSaidToBeJsonIsAString(String contentType) {
        assertThat(json(contentType, "{\"a\":1}".getBytes(UTF_8))).isEqualTo("\"{\\\"a\\\":1}\"");
        assertThat(json(null, "17".getBytes(UTF_8))).isEqualTo("\"17\"");
    }

    @Test
    void textMayHaveLines() {
        assertThat(json(null, "é\t1\r\n2 😀".getBytes(UTF_8))).isEqualTo("\"é\\t1\\r\\n2 😀\"");
    }

    @Test
    void bytesThatAreNoTextComeInBase64() {
        byte[] bytes = {(byte) 0xFF, 0, (byte) 0xFE};
        String base64 = "\"/wD+\",\"encoding\":\"base64\"";
        assertThat(json(null, bytes)).isEqualTo(base64);
        assertThat(json("application/json", bytes)).isEqualTo(base64);
    }

    /** As JSON's escapes they would take six times their length, and the asker's outbox with it. */
    @Test
    void controlCharactersAreNoText() {
        assertThat(json(null, new byte[] {0})).isEqualTo("\"AA==\",\"encoding\":\"base64\"");
        assertThat(json(null, new byte[1_000])).hasSizeLessThan(1_400);
    }

    @Test
    void deepJsonIsAString() {
        assertThat(json("application/json", "[".repeat(60_000).getBytes(UTF_8))).startsWith("\"[[");
    }
}
