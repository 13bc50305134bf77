package io.hubbub.presence;

import io.hubbub.engine.PresentUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a room at one moment. Immutable. Two views are never equal, even if they say
 * the same.
 */
final class View {

    private static final Comparator<PresentUser> BY_NAME = Comparator.comparing(PresentUser::user);

    private final boolean listed;
    private final List<PresentUser> users;
    private final int count;
    private final int clients;

    private View(boolean listed, List<PresentUser> users, int count, int clients) {
        this.listed = listed;
        this.users = List.copyOf(users);
        this.count = count;
        this.clients = clients;
    }

    static View listing(List<PresentUser> users) {
        return new View(
                true,
                users.stream().sorted(BY_NAME).toList(),
                users.size(),
                users.stream().mapToInt(PresentUser::clients).sum());
    }

    static View counting(int count, int clients) {
        return new View(false, List.of(), count, clients);
    }

    /** Whether the users are told, and not only their number. */
    boolean listed() {
        return listed;
    }

    /** The users by name; empty if they are only counted. */
    List<PresentUser> users() {
        return users;
    }

    /** How many users the room has. */
    int count() {
        return count;
    }

    /** How many clients these users have. */
    int clients() {
        return clients;
    }

    /** Finds a user in the list; null if it is not there. */
    @Nullable PresentUser find(String user) {
        int place = Collections.binarySearch(users, new PresentUser(user, 0, null), BY_NAME);
        return place < 0 ? null : users.get(place);
    }

    /**
     * This view with some users as they are now. Only for a view that lists users.
     *
     * @param changed by name; a user without clients is gone
     */
    View with(List<PresentUser> changed) {
        List<PresentUser> merged = new ArrayList<>(users.size() + changed.size());
        Walk walk = new Walk(users, changed);
        int[] clientsNow = {clients};
        walk.pairs((before, now) -> {
            PresentUser stays = now == null ? before : now;
            if (stays != null && stays.clients() > 0) {
                merged.add(stays);
            }
            if (now != null) {
                clientsNow[0] += now.clients() - (before == null ? 0 : before.clients());
            }
        });
        return new View(true, merged, merged.size(), clientsNow[0]);
    }

    /** Goes through two lists of users at once. Both are sorted by name. */
    record Walk(List<PresentUser> before, List<PresentUser> now) {

        /** One of the two is null if only the other list has the user. */
        @FunctionalInterface
        interface Pair {
            void meet(@Nullable PresentUser before, @Nullable PresentUser now);
        }

        void pairs(Pair each) {
            Iterator<PresentUser> left = before.iterator();
            Iterator<PresentUser> right = now.iterator();
            PresentUser a = next(left);
            PresentUser b = next(right);
            while (a != null || b != null) {
                int order = a == null ? 1 : b == null ? -1 : BY_NAME.compare(a, b);
                each.meet(order <= 0 ? a : null, order >= 0 ? b : null);
                a = order <= 0 ? next(left) : a;
                b = order >= 0 ? next(right) : b;
            }
        }

        private static @Nullable PresentUser next(Iterator<PresentUser> users) {
            return users.hasNext() ? users.next() : null;
        }
    }
}
