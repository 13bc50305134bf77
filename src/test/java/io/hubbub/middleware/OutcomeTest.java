package io.hubbub.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hubbub.message.ErrorCode;
import io.hubbub.message.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeTest {

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
