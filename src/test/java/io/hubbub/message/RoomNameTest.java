package io.hubbub.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTest {

    @Test
    void aNamespaceHasUpTo63Characters() {
        assertThat(RoomName.isNamespace("a".repeat(63))).isTrue();
        assertThat(RoomName.isNamespace("a".repeat(64))).isFalse();
        assertThat(RoomName.isNamespace("")).isFalse();
        assertThat(RoomName.isNamespace("-")).isFalse();
        assertThat(RoomName.isNamespace("a-")).isTrue();
        assertThat(RoomName.isNamespace("a\u0660")).as("a digit, but not one of ours").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "..a", "Ünï ☺", "a\\b", "%2e%2e"})
    void aNameIsReadAsItIsWritten(String name) {
        assertThat(RoomName.parse("chat", name)).isEqualTo(Result.done(new RoomName("chat", name)));
    }

    @ParameterizedTest
    @CsvSource({
        "'',     a destination has no empty segment",
        "/a,     a destination has no empty segment",
        "a/,     a destination has no empty segment",
        "a//b,   a destination has no empty segment",
        "*,      a destination has no wildcard",
        "'{a',   a destination has no wildcard",
        ".,      a destination has no '.' or '..' segment",
        "a/../b, a destination has no '.' or '..' segment",
        "a\u007fb, a destination has no control character",
    })
    void aNameThatBreaksTheGrammarIsRefusedInWordsForTheClient(String name, String reason) {
        assertThat(RoomName.parse("chat", name))
                .isEqualTo(Result.refused(new Refusal(ErrorCode.BAD_DESTINATION, reason)));
    }

    @Test
    void aNameIsBoundedInBytesOfUtf8() {
        assertThat(RoomName.parse("chat", "ü".repeat(100))).isInstanceOf(Result.Done.class);
        assertThat(RoomName.parse("chat", "ü".repeat(100) + "a"))
                .isEqualTo(
                        Result.refused(
                                new Refusal(
                                        ErrorCode.BAD_DESTINATION,
                                        "a name is at most 200 bytes long")));
    }

    @Test
    void roomsAreOrderedByNamespaceThenName() {
        assertThat(
                        Stream.of(
                                        new RoomName("b", "a"),
                                        new RoomName("a", "b"),
                                        new RoomName("a", "a"))
                                .sorted())
                .extracting(RoomName::toString)
                .containsExactly("a/a", "a/b", "b/a");
    }

    @Test
    void aPositionIsWrittenAsEpochAndOffset() {
        assertThat(new Position("x7", 12)).hasToString("x7:12");
    }
}
