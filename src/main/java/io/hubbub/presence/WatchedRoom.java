package io.hubbub.presence;

import io.hubbub.client.Lane;
import io.hubbub.engine.PresenceChange;
import io.hubbub.engine.PresencePage;
import io.hubbub.engine.PresentUser;
import io.hubbub.message.RoomName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A room that somebody watches: the view that its subscribers can be told, and what has happened
 * since that view. Only the presence thread touches it.
 *
 * <p>A room is <em>listed</em>, so that its subscribers are told who is there, or <em>counted</em>.
 * To be listed, a room needs a {@link Listing}, which is read from the engine. Until the listing is
 * complete, subscribers are told counts, or nothing yet if there is no view.
 */
final class WatchedRoom {

    private final RoomName name;
    private final boolean onlyCounts;
    private final int maxUsers;

    private final Set<Watcher> watchers = new LinkedHashSet<>();

    /** Watchers that wait for a view, with what to run once it is in their outboxes. */
    private final Map<Watcher, Lane.Task> newcomers = new LinkedHashMap<>();

    /** The last change of each user that {@link #view} or {@link #listing} does not include. */
    private final TreeMap<String, PresenceChange> changed = new TreeMap<>();

    /** How many changes there were since {@link #view} was made. */
    private long changes;

    /**
     * Whether a user's state changed since {@link #view} was made. The client that set it may have
     * been answered, and the answer promises that later snapshots have the state. So a subscriber
     * that comes now waits for the next view.
     */
    private boolean hasNewState;

    /** How many users are there now. */
    private int count;

    /** How many clients these users have now. */
    private int clients;

    /** The version of the last change that {@link #count} and {@link #clients} include. */
    private long version;

    /** What subscribers can be told; null until the engine has answered for the first time. */
    private @Nullable View view;

    /**
     * The users while they are being read, until they become the view; null if no listing is
     * wanted.
     */
    private @Nullable Listing listing = new Listing();

    /**
     * The messages for a subscriber that was told nothing yet; null until somebody needs them after
     * the view changed.
     */
    private @Nullable Portion snapshot;

    WatchedRoom(RoomName name, boolean onlyCounts, int maxUsers) {
        this.name = name;
        this.onlyCounts = onlyCounts;
        this.maxUsers = maxUsers;
    }

    RoomName name() {
        return name;
    }

    @Nullable View view() {
        return view;
    }

    Set<Watcher> watchers() {
        return watchers;
    }

    Map<Watcher, Lane.Task> newcomers() {
        return newcomers;
    }

    @Nullable Portion snapshot() {
        return snapshot;
    }

    void snapshot(@Nullable Portion made) {
        snapshot = made;
    }

    /** The listing that is being read, or waits for the next tick; null if there is none. */
    @Nullable Listing listing() {
        return listing;
    }

    /** How many users a page of the listing has to have at most. */
    int pageSize() {
        return onlyCounts ? 0 : Listing.PAGE;
    }

    /** Whether a tick has something to do. */
    boolean hasNews() {
        return view != null && (changes > 0 || (listing != null && listing.isComplete()));
    }

    /**
     * Notes a change.
     *
     * @return false if the change is known already
     */
    boolean note(PresenceChange change) {
        if (change.version() <= version) {
            return false;
        }
        version = change.version();
        count = change.count();
        clients = change.clients();
        changes++;
        if (listing != null || (view != null && view.listed())) {
            noteUser(change);
        }
        return true;
    }

    private void noteUser(PresenceChange change) {
        PresentUser now = change.now();
        PresenceChange last = changed.put(now.user(), change);
        if (view != null && view.listed()) {
            PresentUser before = last != null ? last.now() : view.find(now.user());
            String shown = before == null ? null : before.state();
            hasNewState |= !Objects.equals(shown, now.state());
        }
    }

    private List<PresentUser> changed() {
        return changed.values().stream().map(PresenceChange::now).toList();
    }

    /** Whether a new subscriber can be told the view at once. */
    boolean isReady() {
        return view != null && !hasNewState;
    }

    /**
     * Begins a listing if the room is counted and has become small enough to be listed.
     *
     * @return the listing that the engine must be asked for; null for none
     */
    @Nullable Listing wanted() {
        // The bound is a tenth lower here. Otherwise a room at the bound would switch between
        // listed and counted.
        if (view == null
                || view.listed()
                || listing != null
                || onlyCounts
                || count > maxUsers - maxUsers / 10) {
            return null;
        }
        listing = new Listing();
        return listing;
    }

    /**
     * Adds a page to a listing. The first view is made as soon as the engine has told enough for
     * it; a later one waits for the tick. Does nothing if the listing is not wanted any more,
     * because its pages do not fit the changes that were noted for the current one.
     *
     * @return whether the next page is needed
     */
    boolean read(Listing into, PresencePage page) {
        if (listing != into) {
            return false;
        }
        if (!into.hasBegun()) {
            begin(page);
        }
        into.add(page);
        if (onlyCounts || count > maxUsers) {
            forget(into);
        }
        if (view == null && (listing == null || into.isComplete())) {
            view = listing == null ? View.counting(count, clients) : into.view().with(changed());
            listing = null;
            changed.clear();
            changes = 0;
        }
        return listing == into && !into.isComplete();
    }

    /** The first page of a listing has every change up to its version. */
    private void begin(PresencePage first) {
        if (first.version() > version) {
            version = first.version();
            count = first.count();
            clients = first.clients();
        }
        changed.values().removeIf(change -> change.version() <= first.version());
    }

    /** A listing is not wanted any more, or could not be read. */
    void forget(Listing unwanted) {
        if (listing == unwanted) {
            forgetListing();
        }
    }

    private void forgetListing() {
        listing = null;
        changed.clear();
        hasNewState = false;
    }

    /**
     * Brings the view up to date.
     *
     * @return how many changes were undone or hidden by later ones, so that subscribers are never
     *     told them
     */
    long refresh() {
        View before = view;
        if (before == null) {
            return 0;
        }
        long merged = changes;
        changes = 0;
        if (count > maxUsers && (before.listed() || listing != null)) {
            forgetListing();
        }
        List<PresentUser> now = changed();
        View next = next(before, now);
        view = next;
        if (next != before) {
            snapshot = null;
        }
        if (before.listed() && next.listed()) {
            merged -= different(before.users(), now);
        }
        if (next.listed()) {
            changed.clear();
            hasNewState = false;
        }
        return merged;
    }

    private View next(View before, List<PresentUser> now) {
        if (before.listed() && count <= maxUsers) {
            return now.isEmpty() ? before : before.with(now);
        }
        if (listing != null && listing.isComplete()) {
            View listed = listing.view().with(now);
            listing = null;
            return listed;
        }
        return View.counting(count, clients);
    }

    /** How many of the changed users differ from what they were before. */
    private static long different(List<PresentUser> before, List<PresentUser> changed) {
        long[] different = {0};
        new View.Walk(before, changed)
                .pairs((was, now) -> {
                    boolean gone = now != null && now.clients() == 0;
                    if (now != null && !now.equals(was) && !(gone && was == null)) {
                        different[0]++;
                    }
                });
        return different[0];
    }
}
