package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hubbub.client.Clients;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireTest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Who is in a room, at the socket. */
@WireTest
class PresenceWireTest {

    /** Of another test nobody may still count as there. */
    private final String room = "chat/" + UUID.randomUUID();

    private final String topic = "/topic/" + room;
    private final String there = "/presence/" + room;

    @Autowired private Clients clients;

    @Test
    void firstASnapshotThenWhoComesAndGoes(WireClients wire) {
        WireClient first = join(wire);
        WireClient watcher = wire.connect();
        assertThat(watch(watcher)).isEqualTo(snapshot(1, 1, user(first, 1, "null")));

        WireClient second = wire.join(topic);
        assertThat(next(watcher, "join"))
                .isEqualTo("{\"count\":2,\"users\":[" + user(second, 1, "null") + "]}");
        second.send("UNSUBSCRIBE\nid:0\n\n\0");
        assertThat(next(watcher, "leave"))
                .isEqualTo("{\"count\":1,\"users\":[\"" + second.user() + "\"]}");
    }

    @Test
    void whoWatchesIsNotThere(WireClients wire) {
        WireClient watcher = wire.connect();
        assertThat(watch(watcher))
                .isEqualTo("{\"count\":0,\"clients\":0,\"users\":[],\"more\":false}");
        WireClient other = wire.connect();
        watch(other);
        watcher.expectNothing();
    }

    @Test
    void aStateIsSeenAndGoesWithItsClient(WireClients wire) {
        WireClient member = join(wire);
        WireClient watcher = wire.connect();
        watch(watcher);
        member.send("SEND\ndestination:" + there + "\nreceipt:s\n\n{\"typing\":true}\0");
        member.receipt("s");
        assertThat(next(watcher, "update"))
                .isEqualTo("{\"users\":[" + user(member, 1, "{\"typing\":true}") + "]}");
        member.send("SEND\ndestination:" + there + "\n\n\0");
        assertThat(next(watcher, "update"))
                .isEqualTo("{\"users\":[" + user(member, 1, "null") + "]}");
    }

    @Test
    void aConnectionThatIsLostAndBackInTimeIsNothingToTell(WireClients wire) {
        WireClient watcher = wire.connect();
        watch(watcher);
        WireClient member = guest(wire, "abcdefghijklmnop-1");
        String name = next(watcher, "join");
        assertThat(name).contains("guest-");
        member.close();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> clients.ofUser(user(name)).isEmpty());
        WireClient back = guest(wire, "abcdefghijklmnop-1");
        // Everything that a leave and a join would have said comes before this one.
        WireClient marker = wire.join(topic);
        assertThat(next(watcher, "join")).contains(marker.user()).contains("\"count\":2");
        back.expectNothing();
    }

    @Test
    void whoGoesByDisconnectIsGoneAtOnce(WireClients wire) {
        WireClient member = join(wire);
        WireClient watcher = wire.connect();
        watch(watcher);
        member.send("DISCONNECT\nreceipt:bye\n\n\0");
        assertThat(next(watcher, "leave")).contains(member.user());
    }

    @Test
    void onlyMembersHaveAState(WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SEND\ndestination:" + there + "\n\n{}\0");
        assertThat(client.nextMessage().bodyText()).contains("\"code\":\"not-allowed\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{", "x"})
    void whatIsNoStateIsRefused(String body, WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:0\ndestination:" + topic + "\n\n\0");
        client.send("SEND\ndestination:" + there + "\n\n" + body + "\0");
        assertThat(client.nextMessage().bodyText()).contains("\"code\":\"bad-body\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/presence/admin/a", "/presence/nowhere/a"})
    void nobodyHearsOfANamespaceThatIsShut(String shut, WireClients wire) {
        WireClient client = wire.connectListening();
        client.send("SUBSCRIBE\nid:0\ndestination:" + shut + "\n\n\0");
        assertThat(client.nextMessage().bodyText()).contains("\"code\":\"not-allowed\"");
    }

    @Test
    void nothingComesAfterUnsubscribe(WireClients wire) {
        WireClient watcher = wire.connect();
        watch(watcher);
        watcher.send("UNSUBSCRIBE\nid:p\nreceipt:u\n\n\0");
        watcher.receipt("u");
        join(wire);
        watcher.send("SUBSCRIBE\nid:p\ndestination:" + there + "\nreceipt:again\n\n\0");
        assertThat(next(watcher, "snapshot")).contains("\"count\":1");
        watcher.receipt("again");
    }

    /** The first member, once a witness heard of it: a snapshot before that has it as news. */
    private WireClient join(WireClients wire) {
        WireClient witness = wire.connect();
        watch(witness);
        WireClient member = wire.join(topic);
        assertThat(next(witness, "join")).contains(member.user());
        return member;
    }

    private String watch(WireClient client) {
        client.send("SUBSCRIBE\nid:p\ndestination:" + there + "\nreceipt:p\n\n\0");
        String snapshot = next(client, "snapshot");
        client.receipt("p");
        return snapshot;
    }

    private WireClient guest(WireClients wire, String secret) {
        WireClient client = wire.open();
        client.send("CONNECT\naccept-version:1.2\nguest:" + secret + "\n\n\0");
        assertThat(client.next().command()).isEqualTo("CONNECTED");
        client.send("SUBSCRIBE\nid:0\ndestination:" + topic + "\nreceipt:in\n\n\0");
        client.receipt("in");
        return client;
    }

    private String next(WireClient client, String event) {
        Stomp message = client.nextMessage();
        assertThat(message.header("event")).as(message.text()).isEqualTo(event);
        assertThat(message.header("destination")).isEqualTo(there);
        assertThat(message.header("message-id")).startsWith("n\\c");
        assertThat(message.headers()).doesNotContainKeys("from", "client");
        return message.bodyText();
    }

    /** The user that a join names. */
    private static String user(String join) {
        return join.replaceAll(".*\"user\":\"([^\"]+)\".*", "$1");
    }

    private static String snapshot(int count, int clients, String user) {
        return "{\"count\":%d,\"clients\":%d,\"users\":[%s],\"more\":false}"
                .formatted(count, clients, user);
    }

    private static String user(WireClient client, int clients, String state) {
        return "{\"user\":\"%s\",\"clients\":%d,\"state\":%s}"
                .formatted(client.user(), clients, state);
    }
}
