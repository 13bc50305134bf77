package io.hubbub.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"alice", "alice@example.com", "a b", "Зоя", "🙂", "guest", "my-guest-1"})
    void aNameCanBeWhatPeopleAreCalled(String name) {
        assertThat(UserName.accepts(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "guest-",
                "\u200balice",
                "alice\u200b",
                "\u202ealice",
                " alice",
                "alice ",
                "al\u00adice",
                "alice\ufe0f",
                "cafe\u0301",
                "аdmin",
                "guеst-1",
                "\u200b",
                "guest-1",
                "GUEST-1",
                "a\nb",
                "a\0",
                "\u007fa",
                "a\u0085b",
                "a\u2028b",
                "a\ud800",
                "\udc00a",
                "a%2Fb", // Spring would address the user a/b instead
            })
    void aNameNeitherLooksLikeAGuestsNorBreaksALine(String name) {
        assertThat(UserName.accepts(name)).isFalse();
    }

    @Test
    void aNameHasAtMost200Bytes() {
        assertThat(UserName.accepts("a".repeat(200))).isTrue();
        assertThat(UserName.accepts("a".repeat(201))).isFalse();
        assertThat(UserName.accepts("é".repeat(100))).isTrue();
        assertThat(UserName.accepts("é".repeat(100) + "a")).isFalse();
    }
}
