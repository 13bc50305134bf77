package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bounds of questions, made small enough to reach. */
@WireTest
@TestPropertySource(
        properties = {
            "hubbub.limits.asks-per-client=2",
            "hubbub.limits.ask-time=0s",
            "hubbub.limits.ask-receivers=2",
            "hubbub.limits.answers-size=5B"
        })
class AskBoundsTest {

    private static final String QUESTION = "SEND\ndestination:/topic/main/a\nask:600000\n\n?\0";

    private static WireClient asker(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:replies\ndestination:/user/queue/replies\n\n\0");
        return client.expectNothing();
    }

    private static JsonNode json(WireClient client) {
        return JsonMapper.shared().readTree(client.nextMessage().body());
    }

    private static String answer(WireClient receiver, String body) {
        return "SEND\ndestination:"
                + receiver.nextMessage().header("reply-to")
                + "\nreceipt:1\n\n"
                + body
                + "\0";
    }

    @Test
    void aClientAsksOnlySoMuchAtOnce(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient receiver = wire.join("/topic/main/a");
        asker.send(QUESTION, QUESTION, QUESTION);
        JsonNode refusal = json(asker);
        assertThat(refusal.get("code").asString()).isEqualTo("too-many-asks");
        assertThat(refusal.get("message").asString()).isEqualTo("Too many questions are open");
        receiver.send(answer(receiver, "yes"));
        assertThat(json(asker).get("answers")).hasSize(1);
        asker.send(QUESTION).expectNothing();
    }

    @Test
    void aQuestionGoesToOnlySoManyMembers(WireClients wire) {
        WireClient asker = asker(wire);
        wire.join("/topic/main/a");
        wire.join("/topic/main/b");
        String both = "SEND\ndestination:/topic/main/a\nalso:b\nask:600000\n\n?\0";
        asker.send(both).expectNothing();
        WireClient third = wire.join("/topic/main/b");
        asker.send(both);
        JsonNode refusal = json(asker);
        assertThat(refusal.get("code").asString()).isEqualTo("too-many-asks");
        assertThat(refusal.get("message").asString())
                .isEqualTo("A question goes to 2 members at most");
        third.expectNothing();
    }

    @Test
    void answersAreBoundedTogetherAndWhoseIsTooMuchIsMissing(WireClients wire) {
        WireClient asker = asker(wire);
        WireClient deaf = wire.join("/topic/main/a");
        WireClient listening = wire.connectListening();
        listening.send("SUBSCRIBE\nid:0\ndestination:/topic/main/a\nreceipt:in\n\n\0");
        listening.expectReceipt("in");
        asker.send(QUESTION);
        deaf.send(answer(deaf, "123456")).expectNothing();
        listening.send(answer(listening, "12345")).expectReceipt("1");
        JsonNode told = json(asker);
        assertThat(told.at("/answers/0/client").asString()).isEqualTo(listening.id());
        assertThat(told.at("/missing/0/client").asString()).isEqualTo(deaf.id());

        asker.send(QUESTION);
        listening.send(answer(listening, "123456"));
        assertThat(json(listening).get("code").asString()).isEqualTo("answers-full");
        listening.expectNothing();
        deaf.nextMessage();
    }
}
