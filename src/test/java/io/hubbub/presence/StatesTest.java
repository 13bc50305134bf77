package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatesTest {

    private static Result<@Nullable String> read(String body) {
        return States.read(body.getBytes(UTF_8));
    }

    private static String padded(int bytes) {
        return "{\"a\":\"" + "x".repeat(bytes - 8) + "\"}";
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    @Test
    void anObjectGoesOutAsItCameIn() {
        assertThat(read(" {\"n\": 1e400, \"t\": true}\n"))
                .isEqualTo(Result.done("{\"n\": 1e400, \"t\": true}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "null", " null "})
    void nothingAndNullAreNoState(String body) {
        assertThat(read(body)).isEqualTo(Result.done(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"a\"",
                "[]",
                "true",
                "nul",
                "{",
                "{}}",
                "{} {}",
                "{\"a\":}",
                "{'a':1}",
                "{a:1}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"\\x\"}",
                "{/*a*/}",
                "\uFEFF{}"
            })
    void whatIsNoObjectIsRefused(String body) {
        assertRefused(read(body));
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertRefused(States.read(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}));
        assertRefused(States.read("{\"a\":1}".getBytes(UTF_16)));
    }

    @Test
    void aStateHasAtMostAKilobyteAndSixteenLevels() {
        assertThat(read(padded(States.MAX_BYTES))).isInstanceOf(Result.Done.class);
        assertRefused(read(padded(States.MAX_BYTES + 1)));
        assertThat(read(nested(States.MAX_DEPTH))).isInstanceOf(Result.Done.class);
        assertRefused(read(nested(States.MAX_DEPTH + 1)));
    }

    private static void assertRefused(Result<@Nullable String> read) {
        assertThat(read)
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused ->
                                assertThat(refused.refusal().code()).isEqualTo(ErrorCode.BAD_BODY));
    }
}
