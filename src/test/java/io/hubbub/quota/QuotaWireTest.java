package io.hubbub.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.HubbubApplication;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;

/** What was done to fill the server with rooms and bytes, done again at the socket. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = HubbubApplication.class,
        properties = {
            "hubbub.lanes=2",
            "hubbub.security.admin-password=" + Tokens.ADMIN_PASSWORD,
            "hubbub.security.jwt.secret=" + Tokens.SECRET,
            "hubbub.namespaces.crowded.access=anyone",
            "hubbub.namespaces.crowded.history.store=disk",
            "hubbub.namespaces.crowded.max-rooms=30",
            "hubbub.namespaces.notes.access=anyone",
            "hubbub.namespaces.notes.publish=anyone",
            "hubbub.namespaces.notes.history.store=memory",
            "hubbub.quotas.rooms-per-user=40",
            "hubbub.quotas.new-rooms-per-user=60",
            "hubbub.quotas.stored-per-user=100KB"
        })
@ExtendWith(WireClients.Extension.class)
@Timeout(120)
class QuotaWireTest {

    private static WireClient join(WireClient client, String room) {
        client.send("SUBSCRIBE\nid:/%s\ndestination:%s\nreceipt:in\n\n\0".formatted(room, room));
        return client.expectReceipt("in");
    }

    private static Stomp say(WireClient client, String room, String body) {
        client.send("SEND\ndestination:%s\necho:false\nreceipt:said\n\n%s\0".formatted(room, body));
        return client.receipt("said");
    }

    private static void leave(WireClient client, String room) {
        client.send("UNSUBSCRIBE\nid:/%s\nreceipt:out\n\n\0".formatted(room));
        client.expectReceipt("out");
    }

    private static String refusal(WireClient client) {
        Stomp refusal = client.nextMessage();
        assertThat(refusal.header("event")).isEqualTo("error");
        return refusal.bodyText().replaceAll("\\{\"code\":\"([a-z-]*)\".*", "$1");
    }

    private static List<String> history(WireClient client, String room) {
        client.send(
                "SUBSCRIBE\nid:h\ndestination:%s\nhistory:100\nreceipt:h\n\n\0".formatted(room));
        int missed = Integer.parseInt(String.valueOf(client.receipt("h").header("missed")));
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < missed; i++) {
            texts.add(client.nextMessage().bodyText());
        }
        return texts;
    }

    @Test
    void aStrangerWhoMakesRoomsOfOneByteAndLeavesKeepsNobodyOutAndPushesOutNothing(
            WireClients wire) {
        WireClient ada = join(wire.connect(), "/topic/crowded/lobby");
        WireClient grace = join(wire.connect(), "/topic/crowded/lobby");
        say(ada, "/topic/crowded/lobby", "hello");
        grace.nextMessage();
        say(grace, "/topic/crowded/lobby", "hello yourself");
        ada.nextMessage();
        leave(ada, "/topic/crowded/lobby");
        leave(grace, "/topic/crowded/lobby");
        join(grace, "/topic/crowded/office");
        say(grace, "/topic/crowded/office", "alone here");

        String first = "";
        for (int stranger = 0; stranger < 4; stranger++) {
            WireClient guest = wire.connect();
            for (int i = 0; i < 35; i++) {
                String room = "/topic/crowded/x" + stranger + "-" + i;
                join(guest, room);
                String position = String.valueOf(say(guest, room, "x").header("position"));
                first = first.isEmpty() ? position : first;
                leave(guest, room);
            }
        }

        WireClient late = wire.connect();
        join(late, "/topic/crowded/new");
        say(late, "/topic/crowded/new", "there is room");
        assertThat(history(wire.connect(), "/topic/crowded/lobby"))
                .containsExactly("hello", "hello yourself");
        assertThat(history(wire.connect(), "/topic/crowded/office")).containsExactly("alone here");

        // What gave way is known to be gone: nothing new is taken for it.
        late.send(
                "SUBSCRIBE\nid:s\ndestination:/topic/crowded/x0-0\nsince:%s\nreceipt:s\n\n\0"
                        .formatted(first));
        assertThat(late.receipt("s").header("recovered")).isEqualTo("false");
        Stomp again = say(late, "/topic/crowded/x0-0", "anew");
        assertThat(String.valueOf(again.header("position"))).endsWith("c1").isNotEqualTo(first);
    }

    @Test
    void makingRoomsThatAreKeptHasARateAndWhoIsOverItStillTalks(WireClients wire) {
        WireClient guest = wire.connectListening();
        for (int i = 0; i < 60; i++) {
            say(guest, "/topic/notes/n" + i, "x");
        }
        guest.send("SEND\ndestination:/topic/notes/one-more\n\nx\0");
        assertThat(refusal(guest)).isEqualTo("too-many-new-rooms");
        guest.send("SEND\ndestination:/topic/notes/n59\nalso:one-more,n58\n\nx\0");
        assertThat(refusal(guest)).isEqualTo("too-many-new-rooms");
        say(guest, "/topic/notes/n59", "y");
        say(wire.connect(), "/topic/notes/one-more", "of somebody else");
    }

    @Test
    void roomsThatOneHoldsAloneHaveAQuota(WireClients wire) {
        WireClient guest = wire.connectListening();
        for (int i = 0; i < 40; i++) {
            join(guest, "/topic/main/held" + i);
        }
        guest.send("SUBSCRIBE\nid:x\ndestination:/topic/main/held40\n\n\0");
        assertThat(refusal(guest)).isEqualTo("room-quota");
        leave(guest, "/topic/main/held0");
        join(guest, "/topic/main/held40");
        WireClient other = join(wire.connect(), "/topic/main/held0");
        // A room that is there already costs nothing.
        join(other, "/topic/main/held1");
    }

    @Test
    void whatIsStoredHasARateAndWhatIsNotStoredHasNone(WireClients wire) {
        WireClient guest = wire.connectListening();
        String much = "x".repeat(30_000);
        for (int i = 0; i < 3; i++) {
            say(guest, "/topic/notes/much", much);
        }
        guest.send("SEND\ndestination:/topic/notes/much\n\n" + much + '\0');
        assertThat(refusal(guest)).isEqualTo("too-much-stored");
        guest.send("SEND\ndestination:/topic/notes/much\nvolatile:true\nreceipt:v\n\nx\0");
        guest.expectReceipt("v");
        say(wire.connect(), "/topic/notes/much", "of somebody else");
    }

    @Test
    void aMessageToManyRoomsIsStoredAndChargedInEachOfThem(WireClients wire) {
        WireClient guest = wire.connectListening();
        guest.send(
                "SEND\ndestination:/topic/notes/a\nalso:b,c,d\nreceipt:said\n\n"
                        + "x".repeat(30_000)
                        + "\0");
        guest.expectReceipt("said");
        guest.send("SEND\ndestination:/topic/notes/a\n\nx\0");
        assertThat(refusal(guest)).isEqualTo("too-much-stored");
    }

    @Test
    void anAdministratorDeletesARoomAndNobodyElseDoes(WireClients wire) throws Exception {
        WireClient member = join(wire.connect(), "/topic/notes/doomed");
        String before = String.valueOf(say(member, "/topic/notes/doomed", "x").header("position"));

        assertThat(delete(wire, "notes/rooms/doomed", null)).isEqualTo(403);
        assertThat(delete(wire, "notes/rooms/doomed", Tokens.token("eve"))).isEqualTo(403);
        String admin = Tokens.token("root", "ADMIN");
        assertThat(delete(wire, "notes/rooms/doomed", admin)).isEqualTo(204);
        assertThat(delete(wire, "notes/rooms/doomed", admin)).isEqualTo(404);
        for (String bad : List.of("NOTES/rooms/doomed", "notes/rooms/*", "notes/rooms?room=%ff")) {
            assertThat(delete(wire, bad, null)).as(bad).isEqualTo(403);
            assertThat(delete(wire, bad, admin)).as(bad).isEqualTo(400);
        }

        assertThat(history(wire.connect(), "/topic/notes/doomed")).isEmpty();
        String after = String.valueOf(say(member, "/topic/notes/doomed", "y").header("position"));
        assertThat(after).endsWith("c1").isNotEqualTo(before);
    }

    private static int delete(WireClients wire, String path, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://localhost:%d/api/namespaces/%s"
                                                .formatted(wire.port(), path)))
                        .DELETE();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
