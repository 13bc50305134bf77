package io.hubbub.stomp.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.message.Channel;
import io.hubbub.message.RoomName;
import io.hubbub.stomp.frame.Destination.App;
import io.hubbub.stomp.frame.Destination.Malformed;
import io.hubbub.stomp.frame.Destination.Presence;
import io.hubbub.stomp.frame.Destination.Private;
import io.hubbub.stomp.frame.Destination.Queue;
import io.hubbub.stomp.frame.Destination.Reply;
import io.hubbub.stomp.frame.Destination.Session;
import io.hubbub.stomp.frame.Destination.Topic;
import io.hubbub.stomp.frame.Destination.Unknown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationTest {

    @ParameterizedTest
    @CsvSource({
        "/topic/lobby,            main,      lobby",
        "/topic/main/lobby,       main,      lobby",
        "/topic/chat/lobby,       chat,      lobby",
        "/topic/tenant-42/a,      tenant-42, a",
        "/topic/0/a,              0,         a",
        "/topic/chat/a/b/c,       chat,      a/b/c",
        "/topic/chat/Ünï ☺,       chat,      Ünï ☺",
        "/topic/chat/..a,         chat,      ..a",
        "/topic/chat/a.b,         chat,      a.b",
        "/topic/Lobby,            main,      Lobby",
        "/topic/chat/topic/queue, chat,      topic/queue",
        "/topic/chat/%2e%2e,      chat,      %2e%2e",
        "/topic/chat/a\\b,        chat,      a\\b",
    })
    void aTopicIsARoomOfANamespace(String text, String namespace, String room) {
        assertThat(Destination.parse(text)).isEqualTo(new Topic(new RoomName(namespace, room)));
    }

    @ParameterizedTest
    @CsvSource({
        "/app/orders,       main, orders",
        "/app/main/orders,  main, orders",
        "/app/chat/a/b,     chat, a/b",
    })
    void anAppDestinationIsAPathOfANamespace(String text, String namespace, String path) {
        assertThat(Destination.parse(text)).isEqualTo(new App(namespace, path));
    }

    @ParameterizedTest
    @CsvSource({
        "/queue/jobs,           main,  jobs",
        "/queue/admin/jobs,     admin, jobs",
        "/queue/chat/jobs/high, chat,  jobs/high",
    })
    void aQueueIsOfANamespace(String text, String namespace, String queue) {
        assertThat(Destination.parse(text)).isEqualTo(new Queue(namespace, queue));
    }

    @ParameterizedTest
    @CsvSource({
        "/presence/lobby,       main,  lobby",
        "/presence/admin/a/b,   admin, a/b",
    })
    void presenceIsThatOfARoom(String text, String namespace, String room) {
        Presence presence = new Presence(new RoomName(namespace, room));
        assertThat(Destination.parse(text)).isEqualTo(presence);
        assertThat(presence.namespace()).isEqualTo(namespace);
    }

    @Test
    void aReplyNamesItsQuestion() {
        assertThat(Destination.replyTo("k3j2")).isEqualTo("/reply/k3j2");
        assertThat(Destination.parse("/reply/k3j2")).isEqualTo(new Reply("k3j2"));
    }

    @Test
    void whatAClientChangesAboutItselfIsInNoNamespace() {
        assertThat(Destination.parse("/app/session/token")).isEqualTo(new Session("token"));
        assertThat(Destination.parse("/app/session")).isEqualTo(new App("main", "session"));
        assertThat(Destination.parse("/topic/session/x"))
                .isEqualTo(new Topic(new RoomName("session", "x")));
    }

    @Test
    void aPrivateDestinationIsWhatFollowsUser() {
        assertThat(Destination.parse("/user/queue/errors")).isEqualTo(new Private("queue/errors"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic",
                "/app",
                "/user",
                "/queue",
                "/presence",
                "/reply",
                "/Topic/chat/lobby",
                "/topics/chat/lobby",
                "/x"
            })
    void whatNothingAnswersToIsUnknownAndNotMalformed(String text) {
        assertThat(Destination.parse(text)).isEqualTo(new Unknown(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no slash first
                "",
                "topic/chat/lobby",
                " /topic/chat/lobby",
                // empty segments
                "/",
                "//",
                "/topic/",
                "/topic//lobby",
                "//topic/lobby",
                "/topic/chat/",
                "/topic/chat//a",
                "/topic/chat/a/",
                "/app/",
                "/user/",
                // wildcards
                "/topic/*",
                "/topic/**",
                "/topic/chat/*",
                "/topic/chat/a?",
                "/topic/chat/{room}",
                "/topic/chat/a}",
                "/topic/*/lobby",
                "/app/chat/*",
                "/user/**",
                "/user/*/errors",
                // dots
                "/topic/.",
                "/topic/..",
                "/topic/chat/.",
                "/topic/chat/../admin",
                "/topic/chat/a/./b",
                "/app/chat/..",
                "/user/../x",
                // control characters
                "/topic/chat/a\0",
                "/topic/chat/a\nb",
                "/topic/chat/a\rb",
                "/topic/chat/a\tb",
                "/topic/chat/a\u007f",
                "/topic/chat/a\u0085",
                // namespaces
                "/topic/Chat/lobby",
                "/topic/-chat/lobby",
                "/topic/chat_room/lobby",
                "/topic/ch at/lobby",
                "/topic/châtel/lobby",
                "/app/Chat/x",
            })
    void whatBreaksTheGrammarIsMalformed(String text) {
        assertThat(Destination.parse(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void aReasonNeverRepeatsWhatTheClientWrote() {
        assertThat(Destination.parse("/topic/chat/<b>*"))
                .isEqualTo(new Malformed("a destination has no wildcard"));
    }

    @Test
    void aRoomsNameIsBoundedInBytesOfUtf8AllSegmentsTogether() {
        assertThat(Destination.parse("/topic/chat/" + "a".repeat(200))).isInstanceOf(Topic.class);
        assertThat(Destination.parse("/topic/chat/" + "a".repeat(201)))
                .isInstanceOf(Malformed.class);
        assertThat(Destination.parse("/topic/" + "a".repeat(201))).isInstanceOf(Malformed.class);
        assertThat(Destination.parse("/topic/chat/" + "ü".repeat(100))).isInstanceOf(Topic.class);
        assertThat(Destination.parse("/topic/chat/" + "ü".repeat(100) + "a"))
                .isInstanceOf(Malformed.class);
        assertThat(Destination.parse("/topic/chat/" + "a/".repeat(100) + "a"))
                .isInstanceOf(Malformed.class);
        assertThat(Destination.parse("/topic/chat/" + "☺".repeat(67)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void aPrivatePathIsBoundedLikeARoom() {
        assertThat(Destination.parse("/user/" + "a".repeat(200)))
                .isInstanceOf(Destination.Private.class);
        assertThat(Destination.parse("/user/" + "a".repeat(201))).isInstanceOf(Malformed.class);
    }

    @Test
    void anAppPathIsBoundedLikeARoom() {
        assertThat(Destination.parse("/app/" + "a".repeat(200))).isInstanceOf(App.class);
        assertThat(Destination.parse("/app/" + "a".repeat(201))).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "main, lobby, /topic/lobby",
        "main, a/b,   /topic/main/a/b",
        "chat, lobby, /topic/chat/lobby",
        "chat, a/b,   /topic/chat/a/b",
    })
    void theDestinationOfARoomNamesItsNamespaceUnlessItIsTheMainOne(
            String namespace, String room, String destination) {
        RoomName name = new RoomName(namespace, room);

        assertThat(Destination.write(new Channel.OfRoom(name))).isEqualTo(destination);
        assertThat(Destination.parse(destination)).isEqualTo(new Topic(name));
    }

    @ParameterizedTest
    @CsvSource({
        "main, a,     /presence/a",
        "main, a/b,   /presence/main/a/b",
        "chat, lobby, /presence/chat/lobby",
    })
    void theDestinationOfAPresenceIsWrittenAsItsRoomsIs(
            String namespace, String room, String destination) {
        RoomName name = new RoomName(namespace, room);

        assertThat(Destination.write(new Channel.OfPresence(name))).isEqualTo(destination);
        assertThat(Destination.parse(destination)).isEqualTo(new Presence(name));
    }

    @Test
    void aPrivatePathIsTheUsersAndAPathOfTheApplicationStaysAsItWasWritten() {
        assertThat(Destination.write(new Channel.OfUser("queue/replies")))
                .isEqualTo("/user/queue/replies");
        assertThat(Destination.write(new Channel.OfApplication("/app/main/now")))
                .isEqualTo("/app/main/now");
    }

    @Test
    void aDestinationBelongsToItsNamespaceAndAllElseToMain() {
        assertThat(Destination.parse("/topic/chat/a").namespace()).isEqualTo("chat");
        assertThat(Destination.parse("/app/chat/a").namespace()).isEqualTo("chat");
        assertThat(Destination.parse("/user/queue/a").namespace()).isEqualTo("main");
        assertThat(Destination.parse("/elsewhere/chat/a").namespace()).isEqualTo("main");
        assertThat(Destination.parse("*").namespace()).isEqualTo("main");
    }
}
