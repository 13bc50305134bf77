package io.hubbub.spelling;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The names that belong to somebody: guests may have neither these nor what looks like them. Some
 * are known from the start, others since their users were seen; of these the latest are kept.
 *
 * <p>Safe for every thread.
 */
public final class Taken {

    /** So many forms of names that were seen are kept, each a few hundred bytes. */
    static final int MAX_SEEN = 50_000;

    private final Set<String> always = new HashSet<>();

    /** Guarded by this. The forms, the latest seen last. */
    private final SequencedMap<String, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true);

    public Taken(Collection<String> names) {
        names.forEach(name -> always.addAll(Likeness.forms(name)));
    }

    /**
     * Somebody of this name, for whom somebody vouched, is here.
     *
     * @return whether anything of it could be had until now
     */
    public synchronized boolean saw(String name) {
        boolean news = false;
        for (String form : Likeness.forms(name)) {
            news |= seen.put(form, Boolean.TRUE) == null && !always.contains(form);
        }
        while (seen.size() > MAX_SEEN) {
            seen.pollFirstEntry();
        }
        return news;
    }

    /** Whether the name is one of these, or looks like one. */
    public synchronized boolean isLike(String name) {
        return Likeness.forms(name).stream()
                .anyMatch(form -> always.contains(form) || seen.containsKey(form));
    }
}
