package io.hubbub.room;

import io.hubbub.client.Dialect;
import io.hubbub.client.Subscription;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;

/**
 * The part of a room's subscriptions that one lane owns, grouped by dialect, so that a message is
 * encoded once a group. Only that lane touches it.
 */
final class Shard {

    /** Subscriptions that read the same bytes. */
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
         * The last takes the place of the one that goes: members have no order among each other.
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

    void add(Subscription subscription) {
        groups.computeIfAbsent(subscription.dialect(), Group::new).add(subscription);
    }

    /** Does nothing for a subscription that was never added, as its client went first. */
    void remove(Subscription subscription) {
        Group group = groups.get(subscription.dialect());
        if (group == null || subscription.slot() < 0) {
            return;
        }
        group.remove(subscription);
        if (group.size == 0) {
            groups.remove(subscription.dialect());
        }
    }

    Collection<Group> groups() {
        return groups.values();
    }
}
