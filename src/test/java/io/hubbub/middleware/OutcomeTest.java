package io.hubbub.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {

    @ParameterizedTest
    @CsvSource({
        "event, typing",
        "content-type, text/plain;charset=utf-8",
        "echo, false",
        "also, 'a,b'",
        "except, a",
        "volatile, true",
        "x-checked, yes",
    })
    void whatOnlySaysHowAMessageTravelsCanBeChanged(String header, String value) {
        assertThat(Outcome.pass().with(header, value).changes())
                .isEqualTo(Map.of(header, Optional.of(value)));
        assertThat(Outcome.pass().without(header).changes())
                .isEqualTo(Map.of(header, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "destination",
                "receipt",
                "id",
                "ask",
                "reply-to",
                "content-length",
                "transaction",
                "subscription",
                "from",
                "client",
                "Event",
                "X-checked",
                ""
            })
    void whatSaysWhatTheFrameIsCannot(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Outcome.pass().with(header, "a"))
                .withMessage("A middleware cannot change " + header);
        assertThatIllegalArgumentException().isThrownBy(() -> Outcome.pass().without(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-name\\cz", "x-name ", "x-na\u200bme", "x-a:b", "x-a\r"})
    void theNameOfAHeaderIsAToken(String header) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Outcome.pass().with(header, "a"))
                .withMessageContaining("token");
    }

    @ParameterizedTest
    @CsvSource({"echo, maybe", "echo, ''", "volatile, TRUE", "content-type, ;;", "content-type, a"})
    void aValueThatTheClientWouldBeBlamedForIsTheMiddlewaresOwnMistake(
            String header, String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Outcome.pass().with(header, value));
    }

    @Test
    void theLastChangeOfAHeaderCounts() {
        Outcome.Pass pass = Outcome.pass().with("x-a", "1").with("x-b", "1").without("x-a");

        assertThat(pass.changes())
                .isEqualTo(Map.of("x-a", Optional.empty(), "x-b", Optional.of("1")));
        assertThat(pass.with("x-a", "2").changes()).containsEntry("x-a", Optional.of("2"));
    }

    @Test
    void aRefusalIsInTheApplicationsWordsOrInHubbubs() {
        assertThat(Outcome.refuse("muted", "You are muted", 7))
                .isEqualTo(
                        new Outcome.Refuse(
                                new Refusal(ErrorCode.REFUSED, "muted", "You are muted", null), 7));
        assertThat(Outcome.refuse("muted", "You are muted").data()).isNull();
        assertThat(Outcome.refuse(new Refusal(ErrorCode.ROOM_FULL)).refusal().code())
                .isEqualTo(ErrorCode.ROOM_FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-allowed", "server-error", "Muted", "", "a b"})
    void aWordOfHubbubsOwnCannotBeAnApplications(String code) {
        assertThatIllegalArgumentException().isThrownBy(() -> Outcome.refuse(code, "No"));
        assertThatIllegalArgumentException().isThrownBy(() -> Outcome.refuse(code, "No", 1));
    }
}
