package io.hubbub.presence;

import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.Presences;
import io.hubbub.engine.Present;
import io.hubbub.engine.Roll;
import io.hubbub.message.RoomName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A room that somebody watches. The presence thread's own. */
final class WatchedRoom {

    /** How many users are read at once. */
    private static final int PAGE = 1_000;

    private final RoomName name;
    private final Presences presences;
    private final boolean onlyCounts;
    private final int maxUsers;

    private final Set<Watcher> watchers = new LinkedHashSet<>();

    /** Users that changed since {@link #view} was made, as they are now. */
    private final TreeMap<String, Present> changed = new TreeMap<>();

    /** How many changes were told of since then. */
    private long changes;

    /** How many are there now. */
    private int count;

    private int clients;

    /** Changes up to this one are in {@link #view} or {@link #changed}. */
    private long version;

    private View view;

    /** What a subscriber gets who was told nothing; null until one did since the view changed. */
    private @Nullable Playing snapshot;

    WatchedRoom(RoomName name, Presences presences, boolean onlyCounts, int maxUsers) {
        this.name = name;
        this.presences = presences;
        this.onlyCounts = onlyCounts;
        this.maxUsers = maxUsers;
        Roll counts = presences.read(name, null, 0);
        version = counts.version();
        count = counts.count();
        clients = counts.clients();
        view = onlyCounts || count > maxUsers ? View.counting(count, clients) : listing();
    }

    RoomName name() {
        return name;
    }

    View view() {
        return view;
    }

    Set<Watcher> watchers() {
        return watchers;
    }

    @Nullable Playing snapshot() {
        return snapshot;
    }

    void snapshot(@Nullable Playing made) {
        snapshot = made;
    }

    /** Notes a change; false where it is known. */
    boolean note(PresenceChange change) {
        if (change.version() <= version) {
            return false;
        }
        version = change.version();
        count = change.count();
        clients = change.clients();
        changes++;
        if (view.listed()) {
            changed.put(change.now().user(), change.now());
        }
        return true;
    }

    /**
     * Brings the view up to date.
     *
     * @return how many of the changes since then came to nothing that subscribers are told
     */
    long refresh() {
        View before = view;
        long merged = changes;
        changes = 0;
        view = next();
        if (view != before) {
            snapshot = null;
        }
        if (before.listed() && view.listed()) {
            merged -= told(before.users(), changed);
        }
        changed.clear();
        return merged;
    }

    private View next() {
        if (view.listed()) {
            return count > maxUsers
                    ? View.counting(count, clients)
                    : changed.isEmpty() ? view : view.with(changed);
        }
        // A tenth less, or a room at the bound would be listed and counted in turn.
        boolean mayList = !onlyCounts && count <= maxUsers - maxUsers / 10;
        return mayList ? listing() : View.counting(count, clients);
    }

    /**
     * All users, page by page. Of a change that comes meanwhile the later pages may know already:
     * it is told all the same, and then changes nothing.
     */
    private View listing() {
        List<Present> users = new ArrayList<>();
        List<Present> page;
        do {
            String after = users.isEmpty() ? null : users.getLast().user();
            page = presences.read(name, after, PAGE).users();
            users.addAll(page);
        } while (page.size() == PAGE);
        return View.listing(users);
    }

    /** How many of the users are not as they were. */
    private static long told(List<Present> before, SortedMap<String, Present> changed) {
        long[] different = {0};
        new View.Walk(before, List.copyOf(changed.values()))
                .pairs((was, now) -> {
                    boolean gone = now != null && now.clients() == 0;
                    if (now != null && !now.equals(was) && !(gone && was == null)) {
                        different[0]++;
                    }
                });
        return different[0];
    }
}
