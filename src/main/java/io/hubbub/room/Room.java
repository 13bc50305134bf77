package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;

import org.jspecify.annotations.Nullable;

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

    /** Who is charged for it while it exists by its members alone; null where nobody is. */
    private final @Nullable Maker maker;

    /** What keeps its messages; null where nothing does, and the positions are made here. */
    private final @Nullable RoomLogs log;

    /** By lane; what is in them belongs to the lanes. */
    private final Shard[] shards;

    // Guarded by this.
    private final int[] subscriptionsByLane;

    /** How many subscriptions each member holds. */
    private final Map<Client, Integer> members = new HashMap<>();

    private String epoch;

    /** The last message that members were told, or that was there before the first of them. */
    private long offset;

    /** Whether epoch and offset are the log's. */
    private boolean begun;

    /** Whether the room exists by its members alone, and is counted for that. */
    private boolean counted = true;

    /** Set when the last member went. The room is no longer the one of its name. */
    private boolean vacated;

    Room(RoomName name, String epoch, @Nullable Maker maker, @Nullable RoomLogs log, int lanes) {
        this.name = name;
        this.maker = maker;
        this.epoch = epoch;
        this.log = log;
        begun = log == null;
        destination = name.destination();
        subscriptionsByLane = new int[lanes];
        shards = new Shard[lanes];
        Arrays.setAll(shards, _ -> new Shard());
    }

    RoomName name() {
        return name;
    }

    @Override
    public RoomName memberOf() {
        return name;
    }

    @Override
    public String destination() {
        return destination;
    }

    @Nullable Maker maker() {
        return maker;
    }

    @Nullable RoomLogs log() {
        return log;
    }

    /** The part that a lane owns. */
    Shard shard(int lane) {
        return shards[lane];
    }

    // ---------------------------------------------------------------- while holding the monitor

    boolean isVacated() {
        return vacated;
    }

    /** The next position, where no log gives it. */
    Position next() {
        return new Position(epoch, ++offset);
    }

    /**
     * Takes note of a message that was kept.
     *
     * @return whether members are to get it; false where it was there before the first of them
     */
    boolean tell(Position position) {
        if (!begun || (position.epoch().equals(epoch) && position.offset() <= offset)) {
            return false;
        }
        epoch = position.epoch();
        offset = position.offset();
        return true;
    }

    /**
     * What can be read, up to the last message that members were told. A message is in the log
     * before it is told: so who reads up to here, and is then told the rest, misses nothing and
     * gets nothing twice.
     */
    Span span() {
        if (log == null) {
            return new Span(epoch, offset + 1, offset);
        }
        Span kept = log.span(name);
        if (!begun) {
            begun = true;
            epoch = kept.epoch();
            offset = kept.newest();
        } else if (!kept.epoch().equals(epoch)) {
            // It was forgotten meanwhile, and has begun anew.
            epoch = kept.epoch();
            offset = 0;
        }
        return new Span(epoch, Math.min(kept.oldest(), offset + 1), offset);
    }

    boolean isCounted() {
        return counted;
    }

    /** It is counted elsewhere from here on. */
    void uncount() {
        counted = false;
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
