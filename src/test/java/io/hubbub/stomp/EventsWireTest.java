package io.hubbub.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.broadcast.Broadcast;
import io.hubbub.client.ClientConnected;
import io.hubbub.client.ClientDisconnected;
import io.hubbub.client.Departure;
import io.hubbub.client.Origin;
import io.hubbub.contract.WireClient;
import io.hubbub.contract.WireClients;
import io.hubbub.contract.WireFixture;
import io.hubbub.contract.WireTest;
import io.hubbub.message.RoomName;
import io.hubbub.message.User;
import io.hubbub.room.RoomEvent;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the application hears about clients and rooms, and in which order. */
@WireTest
class EventsWireTest {

    private static final RoomName ROOM = new RoomName("chat", "of-events");
    private static final RoomName OTHER = new RoomName("chat", "of-events-2");

    @Autowired private WireFixture.Diary diary;
    @Autowired private Broadcast broadcast;

    @Test
    void aClientsLifeIsToldInOrder(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        String id = client.id();
        User user = User.guest(client.user());
        client.send("SUBSCRIBE\nid:0\ndestination:/topic/chat/of-events\n\n\0");
        client.send("SUBSCRIBE\nid:1\ndestination:/topic/chat/of-events\n\n\0");
        client.send("SUBSCRIBE\nid:2\ndestination:/topic/chat/of-events-2\n\n\0");
        client.send("UNSUBSCRIBE\nid:0\n\n\0UNSUBSCRIBE\nid:1\n\n\0");
        client.send("SEND\ndestination:/topic/chat/of-events-2\n\nhello\0");
        client.nextMessage();
        client.send("DISCONNECT\n\n\0").expectClose(1000);

        assertThat(diary.next(id))
                .isEqualTo(
                        new ClientConnected(id, user, new Origin("websocket", "127.0.0.1", null)));
        assertThat(diary.next("of-events")).isEqualTo(new RoomEvent.Created(ROOM));
        assertThat(diary.next(id)).isEqualTo(new RoomEvent.NamespaceEntered(id, user, "chat"));
        assertThat(diary.next(id)).isEqualTo(new RoomEvent.Joined(id, user, ROOM));
        assertThat(diary.next("of-events")).isEqualTo(new RoomEvent.Created(OTHER));
        assertThat(diary.next(id)).isEqualTo(new RoomEvent.Joined(id, user, OTHER));
        assertThat(diary.next(id)).isEqualTo(new RoomEvent.Left(id, user, ROOM));
        assertThat(diary.next("of-events")).isEqualTo(new RoomEvent.Vacated(ROOM));
        assertThat(diary.next(id)).isEqualTo(new RoomEvent.Left(id, user, OTHER));
        assertThat(diary.next("of-events")).isEqualTo(new RoomEvent.Vacated(OTHER));
        assertThat(diary.next(id)).isEqualTo(new RoomEvent.NamespaceLeft(id, user, "chat"));
        assertThat(diary.next(id))
                .isInstanceOfSatisfying(
                        ClientDisconnected.class,
                        gone -> {
                            assertThat(gone.client()).isEqualTo(id);
                            assertThat(gone.departure()).isEqualTo(Departure.LEFT);
                            assertThat(gone.rooms()).containsExactly("chat/of-events-2");
                            assertThat(gone.received()).isEqualTo(8);
                            assertThat(gone.delivered()).isEqualTo(1);
                        });
    }

    @Test
    void leavingTheLastRoomIsLeavingTheNamespace(WireClients wire) throws InterruptedException {
        WireClient client = wire.join("/topic/chat/of-events");
        String id = client.id();
        client.send("UNSUBSCRIBE\nid:0\nreceipt:1\n\n\0").expectReceipt("1");
        assertThat(diary.next(id)).isInstanceOf(ClientConnected.class);
        assertThat(diary.next(id)).isInstanceOf(RoomEvent.NamespaceEntered.class);
        assertThat(diary.next(id)).isInstanceOf(RoomEvent.Joined.class);
        assertThat(diary.next(id)).isInstanceOf(RoomEvent.Left.class);
        assertThat(diary.next(id)).isInstanceOf(RoomEvent.NamespaceLeft.class);
    }

    @Test
    void whoClosesInOrderClosed(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        client.sendFrame(true, WireClient.CLOSE, new byte[] {3, (byte) 0xE8});
        client.expectClose(1000);
        assertThat(departure(client)).isEqualTo(Departure.CLOSED);
    }

    @Test
    void whoIsGoneWithoutAWordIsLost(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        client.close();
        assertThat(departure(client)).isEqualTo(Departure.CONNECTION_LOST);
    }

    @Test
    void whoBreaksTheProtocolIsSaidToHave(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        client.send("NONSENSE\n");
        client.expectError("bad-frame", 4500);
        assertThat(departure(client)).isEqualTo(Departure.PROTOCOL_ERROR);
    }

    @Test
    void whoWasRefusedIsSaidToHaveBeen(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/topic/admin/x\n\n\0");
        client.expectError("not-allowed", 4506);
        assertThat(departure(client)).isEqualTo(Departure.REFUSED);
    }

    @Test
    void whoWasDisconnectedIsSaidToHaveBeen(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        broadcast.in("main").client(client.id()).disconnect();
        client.expectError("disconnected", 4509);
        assertThat(departure(client)).isEqualTo(Departure.DISCONNECTED);
    }

    @Test
    void whoWasFailedByTheServerIsSaidToHaveBeen(WireClients wire) throws InterruptedException {
        WireClient client = wire.connect();
        client.send("SEND\ndestination:/app/throw\n\n\0");
        client.expectError("server-error", 4003);
        assertThat(departure(client)).isEqualTo(Departure.SERVER_ERROR);
    }

    @Test
    void ofWhoNeverConnectedNobodyHears(WireClients wire) throws InterruptedException {
        WireClient never = wire.open();
        never.send("NONSENSE\n");
        never.expectError("bad-frame", 4500);
        WireClient client = wire.connect();
        assertThat(departureOrConnect(client)).isInstanceOf(ClientConnected.class);
    }

    private Object departureOrConnect(WireClient client) throws InterruptedException {
        return diary.next(client.id());
    }

    private Departure departure(WireClient client) throws InterruptedException {
        for (Object entry = diary.next(client.id()); ; entry = diary.next(client.id())) {
            if (entry instanceof ClientDisconnected gone) {
                return gone.departure();
            }
        }
    }
}
