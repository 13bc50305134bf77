package io.hubbub.room;

import io.hubbub.client.Client;
import io.hubbub.client.Source;
import io.hubbub.client.Subscription;
import io.hubbub.engine.Feed;
import io.hubbub.engine.Maker;
import io.hubbub.engine.RoomLogs;
import io.hubbub.engine.Span;
import io.hubbub.engine.Tail;
import io.hubbub.message.Channel;
import io.hubbub.message.Position;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A room while it has members. Its monitor orders messages, joins and leaves in this process: each
 * puts its tasks into the lanes while it holds the monitor. Nobody holds it for longer than that.
 */
final class Room implements Source {

    private final RoomName name;
    private final Channel channel;

    /**
     * Who is charged for the room while it exists only because it has members; null if nobody is.
     */
    private final @Nullable Maker maker;

    /** What gives its messages their positions. */
    private final RoomLogs logs;

    /** The members, one shard for each lane. Only that lane reads or writes its shard. */
    private final Shard[] shards;

    /**
     * The end of the room's log. Null until the first join follows the room; set once, while the
     * {@link #shards} are locked. Any thread reads it.
     */
    private volatile @Nullable Tail tail;

    // Guarded by this.
    private final int[] subscriptionsByLane;

    /** How many subscriptions each member holds. */
    private final Map<Client, Integer> members = new HashMap<>();

    /** The epoch of {@link #offset}; empty until the room is followed. */
    private String epoch = "";

    /**
     * The offset of the last message that the lanes were given. At first that of the newest message
     * when the room was followed.
     */
    private long offset;

    /** Whether the room is counted because it has members. False once its log counts it. */
    private boolean counted = true;

    /** Set when the last member left. From then on another room may have the name. */
    private boolean vacated;

    Room(RoomName name, @Nullable Maker maker, RoomLogs logs, int lanes) {
        this.name = name;
        this.maker = maker;
        this.logs = logs;
        channel = new Channel.OfRoom(name);
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
    public Channel channel() {
        return channel;
    }

    @Nullable Maker maker() {
        return maker;
    }

    RoomLogs logs() {
        return logs;
    }

    /**
     * Follows the room's log, unless it is followed already. Every join calls this first, under no
     * lock, because following may wait. Joins at the same time wait for one following.
     *
     * @return whether this call followed it
     */
    boolean follow(Feed feed) {
        if (tail != null) {
            return false;
        }
        // This cannot be the room's monitor, because the feed takes that.
        synchronized (shards) {
            if (tail != null) {
                return false;
            }
            Tail followed = logs.follow(name, feed);
            synchronized (this) {
                Span span = followed.span();
                epoch = span.epoch();
                offset = span.newest();
                tail = followed;
            }
            return true;
        }
    }

    /** The end of the room's log. Call it only for a room that is followed. */
    Tail tail() {
        return Objects.requireNonNull(tail, "The room is not followed");
    }

    /** The part that a lane owns. */
    Shard shard(int lane) {
        return shards[lane];
    }

    // ---------------------------------------------------------------- while holding the monitor

    boolean isVacated() {
        return vacated;
    }

    /**
     * Notes a message that the feed was told.
     *
     * @return whether members get it; false if it was there before the room was followed
     */
    boolean tell(Position position) {
        if (tail == null || (position.epoch().equals(epoch) && position.offset() <= offset)) {
            return false;
        }
        epoch = position.epoch();
        offset = position.offset();
        return true;
    }

    /** Notes that the room's past was removed or lost. */
    void broke(Span now) {
        if (tail != null && !now.epoch().equals(epoch)) {
            epoch = now.epoch();
            offset = now.newest();
        }
    }

    /**
     * What can be read from the log, up to the last message that the lanes were given. The log has
     * a message before the feed is told. So a client that reads up to here and then gets what the
     * lanes are given misses nothing and gets nothing twice.
     */
    Span span() {
        Span kept = tail().span();
        // If the log has another epoch, it was removed, and the feed is about to hear of that.
        boolean current = kept.epoch().equals(epoch);
        return new Span(epoch, current ? Math.min(kept.oldest(), offset + 1) : offset + 1, offset);
    }

    boolean isCounted() {
        return counted;
    }

    /** The room is counted elsewhere from now on. */
    void uncount() {
        counted = false;
    }

    /** How many lanes have members. */
    int lanesWithMembers() {
        int lanes = 0;
        for (int subscriptions : subscriptionsByLane) {
            lanes += subscriptions > 0 ? 1 : 0;
        }
        return lanes;
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

    /** Adds a subscription. Returns whether it made the client a member. */
    boolean enrol(Subscription subscription) {
        subscriptionsByLane[subscription.client().lane().index()]++;
        return members.merge(subscription.client(), 1, Integer::sum) == 1;
    }

    /**
     * Removes a subscription. Returns whether the client was a member and is none any more. If it
     * was the last member, the room is vacated.
     */
    boolean strike(Subscription subscription) {
        subscriptionsByLane[subscription.client().lane().index()]--;
        boolean left =
                members.computeIfPresent(
                                subscription.client(), (_, held) -> held == 1 ? null : held - 1)
                        == null;
        vacateIfEmpty();
        return left;
    }

    /**
     * Vacates the room if it has no member, so that another room may have its name. Returns whether
     * it did.
     */
    boolean vacateIfEmpty() {
        vacated = members.isEmpty();
        return vacated;
    }
}
