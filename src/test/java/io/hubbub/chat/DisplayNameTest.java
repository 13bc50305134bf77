package io.hubbub.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "Ada Lovelace",
                "Grüße 東京",
                "نام‌نام",
                "👩‍👩‍👧",
                "❤️",
                "guest",
                "0123456789012345678901234567890123456789",
                "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"
            })
    void peopleAreCalledWhatTheyLike(String name) {
        assertThat(DisplayName.flaw(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\u007f",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "a\u00a0b",
                "a\u3000b",
                "\u200b",
                "a\u200bb",
                "a\u200eb",
                "a\u200fb",
                "a\u061cb",
                "a\u202ab",
                "a\u202eb",
                "a\u2066b",
                "a\u2069b",
                "a\u2060b",
                "a\ufeffb",
                "a\u00adb",
                "a\u3164",
                "a\uffa0",
                "a\u2800",
                "a\udb40\udc41",
                "a\ue000",
                "a\ud800b"
            })
    void noCharacterHidesOrTurnsTheTextAround(String name) {
        assertThat(DisplayName.flaw(name))
                .isEqualTo("A name has no control or invisible characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200d", "\u200c\u200d", "\u0301", "\ufe0f"})
    void somethingOfANameIsSeen(String name) {
        assertThat(DisplayName.flaw(name)).isEqualTo("A name has at least one visible character");
    }

    @Test
    void aNameIsBounded() {
        assertThat(DisplayName.flaw("")).isEqualTo("A name has at least one character");
        assertThat(DisplayName.flaw("x".repeat(41))).isEqualTo("A name has at most 40 characters");
        assertThat(DisplayName.flaw("😀".repeat(41))).isEqualTo("A name has at most 40 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest-", "guest-abc", "Guest-ABC"})
    void noGuestTakesWhatTheServerCallsAnother(String name) {
        assertThat(DisplayName.flaw(name)).isEqualTo("Names with guest- are given by the server");
    }

    @Test
    void oneNameHasOneForm() {
        assertThat(DisplayName.canonical(" Cafe\u0301 ")).isEqualTo("Caf\u00e9");
    }
}
