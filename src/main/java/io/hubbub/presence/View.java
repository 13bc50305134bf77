package io.hubbub.presence;

import io.hubbub.engine.Present;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What there is to be told of a room at one moment. Immutable; equal to itself alone, though two
 * may say the same.
 */
final class View {

    private static final Comparator<Present> BY_NAME = Comparator.comparing(Present::user);

    private final boolean listed;
    private final List<Present> users;
    private final int count;
    private final int clients;

    private View(boolean listed, List<Present> users, int count, int clients) {
        this.listed = listed;
        this.users = List.copyOf(users);
        this.count = count;
        this.clients = clients;
    }

    static View listing(List<Present> users) {
        return new View(
                true,
                users.stream().sorted(BY_NAME).toList(),
                users.size(),
                users.stream().mapToInt(Present::clients).sum());
    }

    static View counting(int count, int clients) {
        return new View(false, List.of(), count, clients);
    }

    /** Whether the users are told, and not only counted. */
    boolean listed() {
        return listed;
    }

    /** By name; none where they are not listed. */
    List<Present> users() {
        return users;
    }

    /** How many users are there. */
    int count() {
        return count;
    }

    /** How many clients these have. */
    int clients() {
        return clients;
    }

    /**
     * The same with some users as they are now. To be asked of a listing.
     *
     * @param changed by name; a user without clients is gone
     */
    View with(SortedMap<String, Present> changed) {
        List<Present> merged = new ArrayList<>(users.size() + changed.size());
        Walk walk = new Walk(users, List.copyOf(changed.values()));
        int[] clientsNow = {clients};
        walk.pairs((before, now) -> {
            Present stays = now == null ? before : now;
            if (stays != null && stays.clients() > 0) {
                merged.add(stays);
            }
            if (now != null) {
                clientsNow[0] += now.clients() - (before == null ? 0 : before.clients());
            }
        });
        return new View(true, merged, merged.size(), clientsNow[0]);
    }

    /** Goes through two lists of users, both by name, at once. */
    record Walk(List<Present> before, List<Present> now) {

        /** One of them is null where only the other list has the user. */
        @FunctionalInterface
        interface Pair {
            void meet(@Nullable Present before, @Nullable Present now);
        }

        void pairs(Pair each) {
            Iterator<Present> left = before.iterator();
            Iterator<Present> right = now.iterator();
            Present a = next(left);
            Present b = next(right);
            while (a != null || b != null) {
                int order = a == null ? 1 : b == null ? -1 : BY_NAME.compare(a, b);
                each.meet(order <= 0 ? a : null, order >= 0 ? b : null);
                a = order <= 0 ? next(left) : a;
                b = order >= 0 ? next(right) : b;
            }
        }

        private static @Nullable Present next(Iterator<Present> users) {
            return users.hasNext() ? users.next() : null;
        }
    }
}
