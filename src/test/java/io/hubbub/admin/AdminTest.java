package io.hubbub.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the administrator's page is told, at the wire. */
@WireTest
class AdminTest {

    private static WireClient connect(WireClients wire, String user, String... roles) {
        WireClient client =
                wire.open("/ws", "Authorization: Bearer " + Tokens.token(user, roles))
                        .connect("1.2", "0,0");
        return client.send("SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\n\n\0");
    }

    private static JsonNode json(Stomp frame) {
        return JsonMapper.shared().readTree(frame.body());
    }

    @Test
    void theAdministratorIsToldEachSecondWhoIsThere(WireClients wire) {
        WireClient guest = wire.join("/topic/chat/lobby");
        WireClient admin = connect(wire, "boss", "ADMIN");
        admin.send("SUBSCRIBE\nid:0\ndestination:/topic/admin/live\n\n\0");

        Stomp first = admin.nextMessage();
        JsonNode snapshot = json(first);

        assertThat(first.header("event")).isEqualTo("snapshot");
        assertThat(first.header("message-id")).startsWith("v\\c");
        assertThat(snapshot.get("totals").get("clients").asInt()).isEqualTo(2);
        assertThat(snapshot.get("clients").get(0).get("user").asString()).isEqualTo("boss");
        assertThat(snapshot.get("clients").get(1).get("client").asString()).isEqualTo(guest.id());
        assertThat(snapshot.get("clients").get(1).get("rooms").get(0).get("room").asString())
                .isEqualTo("lobby");
        assertThat(json(admin.nextMessage()).get("atMillis").asLong())
                .isGreaterThan(snapshot.get("atMillis").asLong());
    }

    @Test
    void itsQuestionsAreAnsweredOnce(WireClients wire) {
        String room = "ü".repeat(100);
        WireClient guest = wire.join("/topic/chat/" + room);
        WireClient admin = connect(wire, "boss", "ADMIN");

        admin.send(
                "SUBSCRIBE\nid:1\ndestination:/app/admin/members\nx-namespace:chat\nx-room:"
                        + room
                        + "\n\n\0");
        Stomp members = admin.nextMessage();
        admin.send("SUBSCRIBE\nid:2\ndestination:/app/admin/client\nx-client:nobody\n\n\0");
        Stomp nobody = admin.nextMessage();

        assertThat(members.header("subscription")).isEqualTo("1");
        assertThat(json(members).get("total").asInt()).isEqualTo(1);
        assertThat(json(members).get("members").get(0).get("client").asString())
                .isEqualTo(guest.id());
        assertThat(nobody.bodyText()).isEqualTo("{\"client\":\"nobody\",\"line\":null}");
        admin.expectNothing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE\nid:0\ndestination:/topic/admin/live\n",
                "SUBSCRIBE\nid:0\ndestination:/app/admin/client\nx-client:{id}\n",
                "SUBSCRIBE\nid:0\ndestination:/app/admin/members\nx-namespace:chat\nx-room:lobby\n",
                "SEND\ndestination:/topic/admin/live\n",
                "SEND\ndestination:/app/admin/live\n",
                "SEND\ndestination:/app/admin/client\nx-client:{id}\n"
            })
    void nobodyElseIsToldAnything(String head, WireClients wire) {
        wire.join("/topic/chat/lobby");
        for (WireClient other :
                new WireClient[] {wire.connectListening(), connect(wire, "carol", "USER")}) {
            other.send(head.replace("{id}", other.id()) + "\n\0");
            assertThat(json(other.nextMessage()).get("code").asString()).isEqualTo("not-allowed");
            other.expectNothing();
        }
    }
}
