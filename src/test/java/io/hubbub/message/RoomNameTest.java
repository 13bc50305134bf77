package io.hubbub.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomNameTest {

    @ParameterizedTest
    @CsvSource({
        "main, lobby, /topic/lobby",
        "main, a/b,   /topic/main/a/b",
        "chat, lobby, /topic/chat/lobby",
        "chat, a/b,   /topic/chat/a/b",
    })
    void itsDestinationLeadsBackToIt(String namespace, String room, String destination) {
        RoomName name = new RoomName(namespace, room);

        assertThat(name.destination()).isEqualTo(destination);
        assertThat(Destination.parse(destination)).isEqualTo(new Destination.Topic(name));
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
