package io.hubbub.presence;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatesTest {

    private static States.Read read(String body) {
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
                .isEqualTo(new States.Read("{\"n\": 1e400, \"t\": true}", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "null", " null "})
    void nothingAndNullAreNoState(String body) {
        assertThat(read(body)).isEqualTo(new States.Read(null, null));
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
        assertThat(read(body).refusal()).isNotNull();
        assertThat(read(body).refusal().code()).isEqualTo(ErrorCode.BAD_BODY);
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertThat(States.read(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}).refusal())
                .isNotNull();
        assertThat(States.read("{\"a\":1}".getBytes(UTF_16)).refusal()).isNotNull();
    }

    @Test
    void aStateHasAtMostAKilobyteAndSixteenLevels() {
        assertThat(read(padded(States.MAX_BYTES)).state()).isNotNull();
        assertThat(read(padded(States.MAX_BYTES + 1)).refusal()).isNotNull();
        assertThat(read(nested(States.MAX_DEPTH)).state()).isNotNull();
        assertThat(read(nested(States.MAX_DEPTH + 1)).refusal()).isNotNull();
    }
}
