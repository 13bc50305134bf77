package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.contract.MiddlewareWireTest;
import io.hubbub.contract.Stomp;
import io.hubbub.contract.Tokens;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.message.RoomName;
import io.hubbub.room.Existing;
import io.hubbub.room.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Tenants, each with a namespace that only the holders of a role of its name enter. */
@MiddlewareWireTest
class TenantTest {

    @Autowired private Rooms rooms;
    @Autowired private Broadcast broadcast;

    /** A client that holds these roles and listens for errors. */
    private static WireClient connect(WireClients wire, String roles) {
        WireClient client = wire.open();
        String token = Tokens.token("u", roles.split(",", -1));
        client.send("CONNECT\naccept-version:1.2\nAuthorization:Bearer " + token + "\n\n\0");
        assertThat(client.next().header("user-name")).isEqualTo("u");
        return client.send("SUBSCRIBE\nid:errors\ndestination:/user/queue/errors\n\n\0");
    }

    private static WireClient join(WireClients wire, String role, String destination) {
        WireClient client = connect(wire, role);
        client.send("SUBSCRIBE\nid:0\ndestination:" + destination + "\nreceipt:in\n\n\0");
        return client.expectReceipt("in");
    }

    @Test
    void aTenantsClientsTalkToEachOther(WireClients wire) {
        WireClient one = join(wire, "shop-1", "/topic/shop-1/lobby");
        WireClient both = join(wire, "shop-1,shop-2", "/topic/shop-1/lobby");
        both.send("SEND\ndestination:/topic/shop-2/lobby\nreceipt:2\n\nelsewhere\0");
        both.expectReceipt("2");
        both.send("SEND\ndestination:/app/shop-1/lobby\n\nhello\0");

        assertThat(one.nextMessage().bodyText()).isEqualTo("hello");
        assertThat(both.nextMessage().bodyText()).isEqualTo("hello");
    }

    @Test
    void aRoleMayBeMadeOfMoreThanTheName(WireClients wire) {
        WireClient listener = join(wire, "member-club-1", "/topic/club-1/lobby");
        WireClient speaker = connect(wire, "member-club-1,speaker-club-1,speaker-club-2");
        speaker.send("SEND\ndestination:/topic/club-1/lobby\nreceipt:1\n\nhello\0");
        speaker.expectReceipt("1");
        assertThat(listener.nextMessage().bodyText()).isEqualTo("hello");

        listener.send("SEND\ndestination:/topic/club-1/lobby\n\nhello\0");
        assertThat(listener.nextMessage().bodyText()).contains("\"code\":\"not-allowed\"");
        speaker.send("SEND\ndestination:/topic/club-2/lobby\n\nhello\0");
        assertThat(speaker.nextMessage().bodyText()).contains("\"code\":\"not-allowed\"");
        listener.expectNothing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SUBSCRIBE\nid:0\ndestination:/topic/%s/lobby\n",
                "SUBSCRIBE\nid:0\ndestination:/topic/%s/empty\n",
                "SUBSCRIBE\nid:0\ndestination:/app/%s/lobby\n",
                "SUBSCRIBE\nid:0\ndestination:/presence/%s/lobby\n",
                "SUBSCRIBE\nid:0\ndestination:/queue/%s/lobby\n",
                "SEND\ndestination:/topic/%s/lobby\n",
                "SEND\ndestination:/topic/%s/empty\n",
                "SEND\ndestination:/topic/%s/lobby\nalso:empty\n",
                "SEND\ndestination:/topic/%s/lobby\nalso:*\n",
                "SEND\ndestination:/topic/%s/lobby\nvolatile:true\n",
                "SEND\ndestination:/app/%s/lobby\n",
                "SEND\ndestination:/app/%s/empty\n",
                "SEND\ndestination:/queue/%s/lobby\n",
                "SEND\ndestination:/presence/%s/lobby\n"
            })
    void anotherTenantCanNeitherBeReachedNorToldFromOneThatIsNotThere(
            String head, WireClients wire) {
        WireClient victim = join(wire, "shop-2", "/topic/shop-2/lobby");
        WireClient spy = connect(wire, "shop-1,shop-,shop-*,SHOP-2,shop-20,{namespace},2");
        String told = null;
        for (String namespace :
                new String[] {"shop-2", "shop-3", "shop-2-a", "club-2", "nowhere"}) {
            spy.send(head.formatted(namespace) + "receipt:1\n\n\0");
            String refusal = spy.nextMessage().bodyText().replace(namespace, "shop-2");
            assertThat(refusal)
                    .startsWith(
                            "{\"code\":\"not-allowed\",\"message\":\"You are not allowed to do this\",");
            assertThat(told == null || told.equals(refusal)).as(refusal).isTrue();
            told = refusal;
        }
        spy.expectNothing();
        victim.expectNothing();
        assertThat(rooms.members(new RoomName("shop-2", "lobby"))).hasSize(1);
        assertThat(Existing.roomsIn(rooms, "shop-2")).hasSize(1);
        assertThat(Existing.roomsIn(rooms, "shop-3")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/shop-1/a\nalso:../shop-2/lobby",
                "/topic/shop-1/a\nalso:/topic/shop-2/lobby",
                "/topic/shop-1/a\nalso:/shop-2/lobby",
                "/topic/shop-1/a\nalso:shop-2/lobby",
                "/topic/shop-1/a\nalso:topic/shop-2/lobby",
                "/topic/shop-1/a\nalso:a/../../shop-2/lobby",
                "/topic/shop-1/a\nalso:..%2fshop-2/lobby",
                "/topic/shop-1/a\nalso:lobby,*,**",
                "/app/shop-1/a\nalso:../shop-2/lobby",
                "/app/shop-1/a\nalso:shop-2/lobby",
                "/topic/shop-1/../shop-2/lobby",
                "/topic/shop-1/shop-2/lobby",
                "/topic/./shop-2/lobby",
                "/topic//shop-2/lobby",
                "//topic/shop-2/lobby",
                "/topic/shop-2//lobby",
                "/topic/shop-2/lobby/",
                "/topic/SHOP-2/lobby",
                "/topic/%73hop-2/lobby",
                "/topic/shop%2d2/lobby",
                "/topic/shop-1%2f..%2fshop-2/lobby",
                "/topic/shop-2;x=1/lobby",
                "/topic/ shop-2/lobby",
                "/topic/shop-*/lobby",
                "/topic/*/lobby",
                "/topic/**",
                "/topic/shop-2",
                "/topic/main/shop-2/lobby",
                "/app/main/shop-2/lobby",
                "/app/shop-1/../shop-2/lobby",
                "/exchange/shop-2/lobby",
                "/user/shop-2/lobby",
                "/user/u/queue/errors"
            })
    void noSpellingReachesAnotherTenantsRoom(String destination, WireClients wire) {
        WireClient victim = join(wire, "shop-2", "/topic/shop-2/lobby");
        WireClient spy = join(wire, "shop-1", "/topic/shop-1/lobby");
        spy.send("SEND\ndestination:" + destination + "\n\nreached\0");
        spy.send("SUBSCRIBE\nid:spy\ndestination:" + destination + "\n\n\0");
        spy.send("SEND\ndestination:/topic/main/nobody\nreceipt:fence\n\n\0");
        for (Stomp frame = spy.next(); !frame.command().equals("RECEIPT"); frame = spy.next()) {
            assertThat(frame.command()).isEqualTo("MESSAGE");
        }
        victim.expectNothing();

        broadcast.in("shop-2").to("lobby").send("private");
        assertThat(victim.nextMessage().bodyText()).isEqualTo("private");
        spy.expectNothing();
        assertThat(Existing.roomsIn(rooms, "shop-2"))
                .containsExactly(new RoomName("shop-2", "lobby"));
    }
}
