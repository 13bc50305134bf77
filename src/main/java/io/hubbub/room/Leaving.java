package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Departure;
import io.hubbub.client.Events;
import io.hubbub.client.Lane;
import io.hubbub.client.Subscription;
import io.hubbub.message.RoomName;
import io.hubbub.question.Questions;
import io.hubbub.quota.Makers;
import io.hubbub.replay.Replays;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a client stops being a member: it unsubscribes, it is taken out of a room, or it ends. Locks
 * are taken in the order that {@link Rooms} states.
 */
final class Leaving {

    private final RoomTable rooms;
    private final Replays replays;
    private final Questions questions;
    private final Makers<Client> makers;
    private final Events events;
    private final MembershipListener memberships;

    Leaving(
            RoomTable rooms,
            Replays replays,
            Questions questions,
            Makers<Client> makers,
            Events events,
            MembershipListener memberships) {
        this.rooms = rooms;
        this.replays = replays;
        this.questions = questions;
        this.makers = makers;
        this.events = events;
        this.memberships = memberships;
    }

    /**
     * Ends one subscription to a room.
     *
     * @param left run on the client's lane once nothing more will be delivered
     * @return false if the client has no such subscription to a room
     */
    boolean leave(Client client, String subscriptionId, Lane.Task left) {
        synchronized (client) {
            Subscription held = client.subscription(subscriptionId);
            if (held == null || !(held.source() instanceof Room room)) {
                return false;
            }
            client.unsubscribe(subscriptionId);
            synchronized (room) {
                strike(held, room, false);
                client.lane()
                        .execute(lane -> {
                            room.shard(lane.index()).remove(held);
                            questions.left(client, room.name());
                            left.run(lane);
                        });
            }
            String namespace = room.name().namespace();
            if (!isInNamespace(client, namespace)) {
                events.publish(new RoomEvent.NamespaceLeft(client.id(), client.user(), namespace));
            }
            return true;
        }
    }

    /**
     * Ends all subscriptions of a client to a room.
     *
     * @return whether the client was a member
     */
    boolean leave(Client client, RoomName name) {
        synchronized (client) {
            List<Subscription> held =
                    client.subscriptions().stream()
                            .filter(s -> name.equals(s.source().memberOf()))
                            .toList();
            held.forEach(subscription -> leave(client, subscription.id(), _ -> {}));
            return !held.isEmpty();
        }
    }

    /**
     * Takes a client out of every room that matches.
     *
     * @return the rooms that it was in
     */
    List<RoomName> leaveAll(Client client, Predicate<RoomName> which) {
        synchronized (client) {
            List<RoomName> left = client.rooms().stream().filter(which).toList();
            left.forEach(name -> leave(client, name));
            return left;
        }
    }

    /**
     * Forgets a client that ended. Called on the client's lane, after the client was sent its last
     * frame. The client can join nothing any more.
     *
     * @param held the subscriptions that the client had when it ended
     * @return the rooms that the client was in
     */
    List<String> end(Client client, Collection<Subscription> held, Departure departure) {
        List<Room> left = new ArrayList<>();
        for (Subscription subscription : held) {
            if (subscription.source() instanceof Room room) {
                synchronized (room) {
                    strike(subscription, room, departure.mayReturn());
                }
                room.shard(client.lane().index()).remove(subscription);
                if (!left.contains(room)) {
                    left.add(room);
                }
            }
        }
        memberships.ended(held);
        replays.end(client, client.lane());
        left.forEach(room -> questions.left(client, room.name()));
        questions.gone(client);
        makers.forget(client);
        left.stream()
                .map(room -> room.name().namespace())
                .distinct()
                .forEach(n ->
                        events.publish(new RoomEvent.NamespaceLeft(client.id(), client.user(), n)));
        return left.stream().map(room -> room.name().toString()).toList();
    }

    /** Removes a subscription from a room. Called while the room's monitor is held. */
    private void strike(Subscription subscription, Room room, boolean mayReturn) {
        Client client = subscription.client();
        if (room.strike(subscription)) {
            memberships.left(client, room.name(), mayReturn);
            events.publish(new RoomEvent.Left(client.id(), client.user(), room.name()));
        }
        if (room.isVacated()) {
            rooms.remove(room);
            events.publish(new RoomEvent.Vacated(room.name()));
        }
    }

    /** Whether a client is in any room of a namespace. Takes the client's monitor. */
    static boolean isInNamespace(Client client, String namespace) {
        return client.rooms().stream().anyMatch(room -> room.namespace().equals(namespace));
    }
}
