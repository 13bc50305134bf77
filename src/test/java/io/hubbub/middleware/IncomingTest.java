package io.hubbub.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hubbub.client.Core;
import io.hubbub.message.ErrorCode;
import io.hubbub.message.RefusedException;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncomingTest {

    private static final Incoming MESSAGE =
            new Incoming(
                    new Sender("c1", User.guest("g"), Core.ORIGIN),
                    new Target.Room(new RoomName("chat", "lobby")),
                    new Draft(
                            "typing",
                            "text/plain",
                            new LinkedHashMap<>(Map.of("x-a", "1")),
                            new byte[] {'h', 'i'},
                            Options.STANDARD,
                            "id-1"));

    @Test
    void whatOnlySaysHowAMessageTravelsCanBeChanged() {
        assertThat(MESSAGE.withEvent("said").event()).isEqualTo("said");
        assertThat(MESSAGE.withContentType("text/plain;charset=utf-8").contentType())
                .isEqualTo("text/plain;charset=utf-8");
        assertThat(MESSAGE.withContentType(null).contentType()).isNull();
        assertThat(MESSAGE.withHeader("x-checked", "yes").header("x-checked")).isEqualTo("yes");
        assertThat(MESSAGE.withoutHeader("x-a").header("x-a")).isNull();
        assertThat(MESSAGE.withEcho(false).echo()).isFalse();
        assertThat(MESSAGE.withVolatile(true).isVolatile()).isTrue();
        assertThat(MESSAGE.withAlso("a", "b").also())
                .containsExactly(new RoomName("chat", "a"), new RoomName("chat", "b"));
        assertThat(MESSAGE.withExcept("a").except()).containsExactly(new RoomName("chat", "a"));
    }

    @Test
    void aChangeLeavesAllElseAndTheMessageItselfAsItWas() {
        Incoming changed =
                MESSAGE.withEvent("e").withHeader("x-b", "2").withVolatile(true).withAlso("a");

        assertThat(changed.isVersionOf(MESSAGE)).isTrue();
        assertThat(changed.echo()).isTrue();
        assertThat(changed.header("x-a")).isEqualTo("1");
        assertThat(changed.text()).isEqualTo("hi");
        assertThat(changed.id()).isEqualTo("id-1");
        assertThat(MESSAGE.event()).isEqualTo("typing");
        assertThat(MESSAGE.header("x-b")).isNull();
        assertThat(MESSAGE.also()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "destination",
                "receipt",
                "id",
                "ask",
                "event",
                "reply-to",
                "content-length",
                "transaction",
                "subscription",
                "from",
                "client",
                "X-checked",
                ""
            })
    void onlyTheSendersOwnHeadersAreSet(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MESSAGE.withHeader(header, "a"))
                .withMessage("A middleware cannot change " + header);
        assertThatIllegalArgumentException().isThrownBy(() -> MESSAGE.withoutHeader(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-name\\cz", "x-name ", "x-na\u200bme", "x-a:b", "x-a\r"})
    void theNameOfAHeaderIsAToken(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MESSAGE.withHeader(header, "a"))
                .withMessageContaining("token");
    }

    @ParameterizedTest
    @ValueSource(strings = {";;", "a"})
    void aContentTypeThatTheClientWouldBeBlamedForIsTheMiddlewaresOwnMistake(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> MESSAGE.withContentType(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../admin/x", "a//b", "*"})
    void whatIsNoRoomsNameIsARefusal(String room) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> MESSAGE.withAlso(room))
                .matches(e -> e.refusal().code() == ErrorCode.BAD_DESTINATION);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> MESSAGE.withExcept(room));
    }
}
