package io.hubbub.budget;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is held for one network. It is there while that is anything. Guarded by the budget. */
final class Share {

    private final String network;

    /** Who may be told to give way, the one that has held something for the longest first. */
    private final Set<Account> oldestFirst = new LinkedHashSet<>();

    long heldBytes;

    /** What is held by those that were told to give way and are not gone yet. */
    long leavingBytes;

    Share(String network) {
        this.network = network;
    }

    String network() {
        return network;
    }

    /** What it will hold once all have gone that were told to. */
    long stayingBytes() {
        return heldBytes - leavingBytes;
    }

    void enlist(Account account) {
        oldestFirst.add(account);
    }

    void strike(Account account) {
        oldestFirst.remove(account);
    }

    /** Null where nobody can be told to give way. */
    @Nullable Account oldest() {
        return oldestFirst.isEmpty() ? null : oldestFirst.iterator().next();
    }
}
