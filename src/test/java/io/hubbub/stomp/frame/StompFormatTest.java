package io.hubbub.stomp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Channel;
import io.hubbub.message.RoomName;
import org.junit.jupiter.api.Test;

class StompFormatTest {

    private static String room(String namespace, String room) {
        return StompFormat.destination(new Channel.OfRoom(new RoomName(namespace, room)));
    }

    private static String presence(String namespace, String room) {
        return StompFormat.destination(new Channel.OfPresence(new RoomName(namespace, room)));
    }

    @Test
    void theDestinationOfARoomNamesItsNamespaceUnlessItIsTheMainOne() {
        assertThat(room("chat", "lobby")).isEqualTo("/topic/chat/lobby");
        assertThat(room("main", "a")).isEqualTo("/topic/a");
        assertThat(room("main", "a/b")).isEqualTo("/topic/main/a/b");
    }

    @Test
    void theDestinationOfAPresenceIsWrittenAsItsRoomsIs() {
        assertThat(presence("chat", "lobby")).isEqualTo("/presence/chat/lobby");
        assertThat(presence("main", "a")).isEqualTo("/presence/a");
        assertThat(presence("main", "a/b")).isEqualTo("/presence/main/a/b");
    }

    @Test
    void aPrivatePathIsTheUsersAndAPathOfTheApplicationStaysAsItWasWritten() {
        assertThat(StompFormat.destination(new Channel.OfUser("queue/replies")))
                .isEqualTo("/user/queue/replies");
        assertThat(StompFormat.destination(new Channel.OfApplication("/app/main/now")))
                .isEqualTo("/app/main/now");
    }
}
