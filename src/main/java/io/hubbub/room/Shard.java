package io.hubbub.room;

import io.hubbub.client.Subscription;
import io.hubbub.message.Position;
import io.hubbub.replay.CatchUp;
import io.hubbub.wire.Dialect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The subscriptions of a room whose clients belong to one lane. They are grouped by dialect, so
 * that a message is encoded once for a group. Only that lane touches it.
 */
final class Shard {

    /** Subscriptions that get the same bytes. */
    static final class Group {

        private final Dialect dialect;
        private Subscription[] subscriptions = new Subscription[2];
        private int size;

        private Group(Dialect dialect) {
            this.dialect = dialect;
        }

        Dialect dialect() {
            return dialect;
        }

        int size() {
            return size;
        }

        Subscription get(int i) {
            return subscriptions[i];
        }

        private void add(Subscription subscription) {
            if (size == subscriptions.length) {
                subscriptions = Arrays.copyOf(subscriptions, size * 2);
            }
            subscription.slot(size);
            subscriptions[size++] = subscription;
        }

        /**
         * The last subscription takes the place of the removed one, so removing costs the same
         * however many there are. Members have no order.
         */
        private void remove(Subscription subscription) {
            Subscription last = subscriptions[--size];
            subscriptions[subscription.slot()] = last;
            last.slot(subscription.slot());
            subscription.slot(-1);
            Arrays.fill(subscriptions, size, size + 1, null);
        }
    }

    private final LinkedHashMap<Dialect, Group> groups = new LinkedHashMap<>(4);

    /** Subscriptions that still replay old messages. They are in no group until they are done. */
    private final ArrayList<CatchUp> catchingUp = new ArrayList<>(0);

    /**
     * The last offset that this lane heard of, or that a member was told when it joined; 0 until
     * there is one.
     */
    private long seen;

    /** The epoch of {@link #seen}; empty until there is one. */
    private String epoch = "";

    void add(Subscription subscription) {
        groups.computeIfAbsent(subscription.dialect(), Group::new).add(subscription);
    }

    /** Does nothing for a subscription that was never added because its client ended first. */
    void remove(Subscription subscription) {
        Group group = groups.get(subscription.dialect());
        if (group == null || subscription.slot() < 0) {
            removeCatchUp(subscription);
            return;
        }
        group.remove(subscription);
        if (group.size == 0) {
            groups.remove(subscription.dialect());
        }
    }

    private void removeCatchUp(Subscription subscription) {
        catchingUp.removeIf(catchUp -> {
            boolean its = catchUp.subscription() == subscription;
            if (its) {
                catchUp.end();
            }
            return its;
        });
    }

    /** Adds a subscription that replays old messages first. */
    void await(CatchUp catchUp) {
        catchingUp.add(catchUp);
    }

    List<CatchUp> catchingUp() {
        return catchingUp;
    }

    /**
     * Notes that every message up to this position was delivered to the groups, or is older than
     * their subscriptions.
     */
    void seen(Position position) {
        if (!position.epoch().equals(epoch)) {
            // The room's past was removed, so its offsets began anew.
            epoch = position.epoch();
            seen = 0;
        }
        seen = Math.max(seen, position.offset());
        if (!catchingUp.isEmpty()) {
            settle();
        }
    }

    /** Moves subscriptions whose replay is done into their groups. */
    void settle() {
        for (int i = catchingUp.size() - 1; i >= 0; i--) {
            CatchUp catchUp = catchingUp.get(i);
            if (catchUp.isSettled(epoch, seen)) {
                catchingUp.remove(i);
                add(catchUp.subscription());
            }
        }
    }

    Collection<Group> groups() {
        return groups.values();
    }
}
