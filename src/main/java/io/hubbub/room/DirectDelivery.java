package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Lane;
import io.hubbub.client.Subscription;
import io.hubbub.message.Envelope;
import io.hubbub.message.RoomName;
import io.hubbub.message.Routing;
import io.hubbub.wire.Encodings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One message that is for clients rather than for rooms, on its way to the outboxes of one lane. A
 * client that is a member of no room of the namespace gets nothing. Any other gets the message
 * once, as if it came from the first of its rooms there.
 */
final class DirectDelivery implements Lane.Task {

    private final List<Client> clients;
    private final String id;
    private final Spread spread;
    private final LongAdder dropped;

    /** The message as it comes from each room. Only the lane touches it. */
    private final Map<Room, Encodings> encodings = new HashMap<>();

    /**
     * @param clients of one lane
     * @param id the message's id, which is no position
     */
    DirectDelivery(List<Client> clients, String id, Spread spread, LongAdder dropped) {
        this.clients = clients;
        this.id = id;
        this.spread = spread;
        this.dropped = dropped;
    }

    @Override
    public int bytes() {
        return spread.message().body().length;
    }

    @Override
    public void run(Lane lane) {
        try {
            for (Client client : clients) {
                deliver(client);
            }
        } finally {
            spread.done();
        }
    }

    private void deliver(Client client) {
        if (spread.isLeftOut(client)) {
            return;
        }
        Subscription through = through(client);
        if (through == null || !(through.source() instanceof Room room)) {
            return;
        }
        if (spread.publication().ephemeral() && client.isBehind()) {
            dropped.increment();
            return;
        }
        Encodings message =
                encodings.computeIfAbsent(
                        room, r -> new Encodings(new Envelope(r.channel(), id, spread.message())));
        client.deliverMessage(message.of(through.dialect()), 1);
    }

    /** Null if the client is in no room of the namespace, or in an excepted one. */
    private @Nullable Subscription through(Client client) {
        Routing routing = spread.publication().routing();
        Subscription first = null;
        for (Subscription subscription : client.subscriptions()) {
            RoomName room = subscription.source().memberOf();
            if (room == null || !room.namespace().equals(routing.namespace())) {
                continue;
            }
            if (routing.exceptRooms().contains(room)) {
                return null;
            }
            first = first == null ? subscription : first;
        }
        return first;
    }
}
