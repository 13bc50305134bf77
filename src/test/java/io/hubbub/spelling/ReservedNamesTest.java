package io.hubbub.spelling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReservedNamesTest {

    private final ReservedNames taken = new ReservedNames(List.of("admin"));

    @Test
    void whoseUserWasSeenBelongsToThatUser() {
        assertThat(taken.isLike("Mallory")).isFalse();
        assertThat(taken.saw("mallory")).isTrue();
        assertThat(taken.saw("MALLORY")).as("it is known by now").isFalse();
        assertThat(taken.isLike("MaIIory")).isTrue();
    }

    @Test
    void whatIsKnownFromTheStartIsNoNews() {
        assertThat(taken.saw("admin")).isFalse();
    }

    @Test
    void theLatestSeenAreKeptAndTheFirstForever() {
        taken.saw("zoe");
        // Some of these look alike.
        for (int i = 0; i < ReservedNames.MAX_SEEN + 10_000; i++) {
            taken.saw("u" + (char) (0x4E00 + i % 20_000) + (char) (0xAC00 + i / 20_000));
        }
        assertThat(taken.isLike("zoe")).isFalse();
        assertThat(taken.isLike("Admin")).isTrue();
    }

    @Test
    void whatHasNeitherLetterNorDigitLooksLikeNobody() {
        taken.saw("😀");
        assertThat(taken.isLike("😀")).isFalse();
        assertThat(taken.isLike("-")).isFalse();
    }
}
