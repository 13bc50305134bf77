package io.hubbub.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.spelling.ReservedNames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {

    private final ReservedNames taken = new ReservedNames(List.of("admin", "alice", "Пётр", "bob"));

    private @Nullable String flaw(String name) {
        return DisplayName.flaw(name, taken);
    }

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
        assertThat(flaw(name)).isNull();
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
                "a\ud800b",
                "\u200d",
                "\u200c\u200d",
                "\ufe0f",
                "ali\u200dce",
                "alice\ufe0f",
                "a\u0301\u200db",
                "❤\ufe0f\ufe0f",
                "نام\u200c"
            })
    void noCharacterHidesOrTurnsTheTextAround(String name) {
        assertThat(flaw(name)).isEqualTo("A name must not have control or invisible characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0301", "\u20dd"})
    void somethingOfANameIsSeen(String name) {
        assertThat(flaw(name)).isEqualTo("A name must have a visible character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "Alice",
                "ALICE",
                "аlice",
                "alicе",
                "ａlice",
                "aIice",
                "a1ice",
                "álice",
                "alice.",
                "a l i c e",
                "alice ✔",
                "admin",
                "Admin",
                "ADMIN",
                "аdmin",
                "adrnin",
                "ad-min",
                "𝐚𝐝𝐦𝐢𝐧",
                "b0b",
                "ПЁТР",
                "Петр"
            })
    void whatIsAUsersOrLooksSoIsNotForGuests(String name) {
        assertThat(flaw(name))
                .isIn(
                        "This name belongs to a user or looks like a user's name",
                        "A name must not mix scripts whose letters look alike");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alicia", "malice", "Al", "administrator", "bobby", "😀"})
    void whatIsNobodysIs(String name) {
        assertThat(flaw(name)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"аnna", "Αnna", "annа", "pаypal"})
    void scriptsThatLookAlikeAreNotMixed(String name) {
        assertThat(flaw(name)).isEqualTo("A name must not mix scripts whose letters look alike");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Анна", "Άννα", "Ann 東京", "東京タワー", "서울 Seoul", "อันนา", "Անի"})
    void everyScriptIsWelcome(String name) {
        assertThat(flaw(DisplayName.canonical(name))).isNull();
    }

    @Test
    void aNameIsBounded() {
        assertThat(flaw("")).isEqualTo("A name must have at least one character");
        assertThat(flaw("x".repeat(41))).isEqualTo("A name must have at most 40 characters");
        assertThat(flaw("😀".repeat(41))).isEqualTo("A name must have at most 40 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest-", "guest-abc", "Guest-ABC", "guest‐1", "GUEST–1", "ｇuest-1"})
    void noGuestTakesWhatTheServerCallsAnother(String name) {
        assertThat(flaw(name)).isEqualTo("Only the server gives names that begin with guest-");
    }

    @Test
    void oneNameHasOneForm() {
        assertThat(DisplayName.canonical(" Cafe\u0301 ")).isEqualTo("Caf\u00e9");
    }
}
