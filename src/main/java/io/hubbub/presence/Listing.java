package io.hubbub.presence;

import io.hubbub.engine.PresencePage;
import io.hubbub.engine.PresentUser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The users of a room while they are read from the engine, page by page. Only the presence thread
 * touches it.
 *
 * <p>Later pages may contain changes that came after the first page. Those changes are told as
 * well, and then have no effect.
 */
final class Listing {

    /** How many users are read at once. */
    static final int PAGE = 1_000;

    private final List<PresentUser> users = new ArrayList<>();
    private boolean begun;
    private boolean complete;

    void add(PresencePage page) {
        begun = true;
        users.addAll(page.users());
        complete = page.users().size() < PAGE;
    }

    /** Whether the first page has come. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether every user of the room is in this listing. */
    boolean isComplete() {
        return complete;
    }

    /** The user after whom the next page begins; null for the first page. */
    @Nullable String last() {
        return users.isEmpty() ? null : users.getLast().user();
    }

    View view() {
        return View.listing(users);
    }
}
