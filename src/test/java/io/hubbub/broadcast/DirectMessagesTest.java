package io.hubbub.broadcast;

import static io.hubbub.room.House.message;
import static io.hubbub.room.House.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubbub.client.Core.Peer;
import io.hubbub.message.Routing;
import io.hubbub.message.Routing.Target;
import io.hubbub.room.House;
import io.hubbub.room.Publication;
import io.hubbub.room.Published;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that are for clients, or for everyone in a namespace, rather than for rooms. */
class DirectMessagesTest {

    private static final Routing EVERYONE = Routing.to(new Target.Everyone("chat"));

    private final House house = new House(2);
    private final List<Published> told = new ArrayList<>();

    private void publish(Routing routing, boolean ephemeral) {
        house.rooms.publish(new Publication(routing, ephemeral, message("hi")), told::add);
    }

    private static Routing toClients(Peer... peers) {
        return Routing.to(
                new Target.Clients(
                        "chat", List.of(peers).stream().map(p -> p.client().id()).toList()));
    }

    @Test
    void everyoneInTheNamespaceReadsTheMessageOnceThroughTheFirstOfTheirRooms() {
        Peer both = house.member("chat/a", "chat/b");
        Peer one = house.member("chat/b");
        Peer elsewhere = house.member("main/a");
        Peer nowhere = house.connect();
        publish(EVERYONE, false);
        assertThat(told).isEmpty();
        house.run();

        assertThat(both.wire().read()).containsExactly("chat/a v:1 hi");
        assertThat(one.wire().read()).containsExactly("chat/b v:1 hi");
        assertThat(elsewhere.wire().read()).isEmpty();
        assertThat(nowhere.wire().read()).isEmpty();
        assertThat(told).containsExactly(new Published.HandedOver(null));
    }

    @Test
    void namedClientsReadTheMessageOnceWhereTheyAreInTheNamespace() {
        Peer named = house.member("chat/a", "chat/b");
        Peer other = house.member("chat/a");
        Peer elsewhere = house.member("main/a");
        publish(toClients(named, named, elsewhere), false);
        house.run();

        assertThat(named.wire().read()).containsExactly("chat/a v:1 hi");
        assertThat(other.wire().read()).isEmpty();
        assertThat(elsewhere.wire().read()).isEmpty();
    }

    @Test
    void aMessageToNobodyIsHandedOverAtOnce() {
        publish(Routing.to(new Target.Clients("chat", List.of("unknown"))), false);
        publish(EVERYONE, false);
        assertThat(told)
                .containsExactly(new Published.HandedOver(null), new Published.HandedOver(null));
    }

    @Test
    void membersOfExceptedRoomsAndExceptedClientsReadNothing() {
        Peer reader = house.member("chat/a");
        Peer muted = house.member("chat/a", "chat/muted");
        Peer excepted = house.member("chat/a");
        publish(
                EVERYONE.exceptRooms(names("chat/muted"))
                        .exceptClients(List.of(excepted.client().id())),
                false);
        house.run();

        assertThat(reader.wire().read()).containsExactly("chat/a v:1 hi");
        assertThat(muted.wire().read()).isEmpty();
        assertThat(excepted.wire().read()).isEmpty();
    }

    @Test
    void theSenderReadsNothingWhereItWantsNoEcho() {
        Peer sender = house.member("chat/a");
        Peer reader = house.member("chat/a");
        house.rooms.publish(
                new Publication(EVERYONE.withoutEcho(), false, message("hi", sender.client())),
                told::add);
        house.run();

        assertThat(reader.wire().read()).containsExactly("chat/a v:1 hi");
        assertThat(sender.wire().read()).isEmpty();
    }

    @Test
    void itTakesItsPlaceBehindWhatTheSamePublisherSentToRooms() {
        Peer peer = house.member("chat/a");
        house.publish("first", "chat/a");
        publish(EVERYONE, false);
        house.publish("last", "chat/a");
        house.run();

        assertThat(peer.wire().read())
                .containsExactly("chat/a e1:1 first", "chat/a v:1 hi", "chat/a e1:2 last");
    }

    @Test
    void onlyAVolatileOneIsDroppedForAClientThatIsBehind() {
        Peer behind = house.member("chat/a");
        behind.wire().full();
        house.publish("kept", "chat/a");
        house.run();
        publish(EVERYONE, true);
        publish(EVERYONE, false);
        house.run();
        behind.wire().release();
        house.run();

        assertThat(behind.wire().read()).containsExactly("chat/a e1:1 kept", "chat/a v:2 hi");
        assertThat(house.rooms.dropped()).isEqualTo(1);
    }
}
