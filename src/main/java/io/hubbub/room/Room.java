package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A room while it exists. Its monitor is the room's ordering: a message gets its position, and a
 * join or leave its place among the messages, by putting a task into the lanes while holding it. It
 * is held for no longer than that.
 */
final class Room implements Source {

    private final RoomName name;
    private final String destination;
    private final String epoch;

    /** By lane; what is in them belongs to the lanes. */
    private final Shard[] shards;

    // Guarded by this.
    private final int[] subscriptionsByLane;

    /** How many subscriptions each member holds. */
    private final Map<Client, Integer> members = new HashMap<>();

    private long offset;

    /** Set when the last member went. The room is no longer the one of its name. */
    private boolean vacated;

    Room(RoomName name, String epoch, int lanes) {
        this.name = name;
        this.epoch = epoch;
        destination = name.destination();
        subscriptionsByLane = new int[lanes];
        shards = new Shard[lanes];
        Arrays.setAll(shards, _ -> new Shard());
    }

    RoomName name() {
        return name;
    }

    @Override
    public String destination() {
        return destination;
    }

    /** The part that a lane owns. */
    Shard shard(int lane) {
        return shards[lane];
    }

    // ---------------------------------------------------------------- while holding the monitor

    boolean isVacated() {
        return vacated;
    }

    Position next() {
        return new Position(epoch, ++offset);
    }

    boolean hasMembersOn(int lane) {
        return subscriptionsByLane[lane] > 0;
    }

    int memberCount() {
        return members.size();
    }

    boolean isMember(Client client) {
        return members.containsKey(client);
    }

    List<Client> members() {
        return new ArrayList<>(members.keySet());
    }

    /** Returns whether the client is a member only now. */
    boolean enrol(Subscription subscription) {
        subscriptionsByLane[subscription.client().lane().index()]++;
        return members.merge(subscription.client(), 1, Integer::sum) == 1;
    }

    /** Returns whether the client is a member no more; vacates the room with its last. */
    boolean strike(Subscription subscription) {
        subscriptionsByLane[subscription.client().lane().index()]--;
        boolean left =
                members.computeIfPresent(
                                subscription.client(), (_, held) -> held == 1 ? null : held - 1)
                        == null;
        vacateIfEmpty();
        return left;
    }

    /** Returns whether the room has no member; from then on it is no longer the one of its name. */
    boolean vacateIfEmpty() {
        vacated = members.isEmpty();
        return vacated;
    }
}
