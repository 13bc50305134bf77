package io.hubbub.spelling;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The names that belong to users. Guests may have neither these nor names that look like them. Some
 * are known from the start, others since their users connected. Of the latter, only the most recent
 * are kept.
 *
 * <p>Any thread may use this.
 */
public final class ReservedNames {

    /** How many forms of names of connected users are kept. Each takes a few hundred bytes. */
    static final int MAX_SEEN = 50_000;

    private final Set<String> always = new HashSet<>();

    /** Guarded by this. The forms, the most recently seen last. */
    private final SequencedMap<String, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true);

    public ReservedNames(Collection<String> names) {
        names.forEach(name -> always.addAll(Lookalikes.forms(name)));
    }

    /**
     * Remembers the name of a user that is here and is not a guest.
     *
     * @return whether a guest could have had some form of this name until now
     */
    public synchronized boolean saw(String name) {
        boolean news = false;
        for (String form : Lookalikes.forms(name)) {
            news |= seen.put(form, Boolean.TRUE) == null && !always.contains(form);
        }
        while (seen.size() > MAX_SEEN) {
            seen.pollFirstEntry();
        }
        return news;
    }

    /** Whether the name belongs to a user or looks like such a name. */
    public synchronized boolean isLike(String name) {
        return Lookalikes.forms(name).stream()
                .anyMatch(form -> always.contains(form) || seen.containsKey(form));
    }
}
