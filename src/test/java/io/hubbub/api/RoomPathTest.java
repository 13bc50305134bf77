package io.hubbub.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomPathTest {

    @ParameterizedTest
    @CsvSource({
        "lobby,lobby",
        "a/b,a/b",
        "a%2Fb,a/b",
        "a%2fb/c,a/b/c",
        "caf%C3%A9,café",
        "50%25,50%",
        "a+b,a+b",
        "a%20b,a b",
        "v1.2,v1.2",
        "messages,messages",
        "presence/messages,presence/messages",
        "a%3Bb,a;b",
        "%2e%2e,..",
        "..,.."
    })
    void aRoomIsWhateverStandsBetweenRoomsAndTheLastSegment(String written, String room) {
        assertThat(RoomPath.parse("/api/namespaces/chat/rooms/" + written + "/messages"))
                .isEqualTo(new RoomPath("chat", room, "messages"));
        assertThat(RoomPath.parse("/api/namespaces/chat/rooms/" + written + "/presence"))
                .isEqualTo(new RoomPath("chat", room, "presence"));
    }

    @Test
    void aPathMayNameNoRoomOrAnEmptyOne() {
        assertThat(RoomPath.parse("/api/namespaces/chat/rooms/messages"))
                .isEqualTo(new RoomPath("chat", null, "messages"));
        assertThat(RoomPath.parse("/api/namespaces/chat/rooms//messages"))
                .isEqualTo(new RoomPath("chat", "", "messages"));
        assertThat(RoomPath.parse("/api/namespaces/chat/rooms/a//b/messages"))
                .isEqualTo(new RoomPath("chat", "a//b", "messages"));
        assertThat(RoomPath.parse("/api/namespaces/chat/rooms/a/messages/"))
                .isEqualTo(new RoomPath("chat", "a/messages", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/namespaces/chat/rooms",
                "/api/namespaces/chat/room/a/messages",
                "/api/namespaces/rooms/a/messages",
                "/api/namespaces/chat/rooms/a%/messages",
                "/api/namespaces/chat/rooms/a%zz/messages",
                "/api/rooms/chat/rooms/a/messages",
                ""
            })
    void anythingElseIsNone(String path) {
        assertThat(RoomPath.parse(path)).isNull();
    }
}
