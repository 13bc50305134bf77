package io.hubbub.budget;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is held for one network. This object exists only while something is held. The budget guards
 * it.
 */
final class Share {

    private final String network;

    /**
     * The accounts that may be told to give way. The one that has held something for the longest
     * comes first.
     */
    private final Set<Account> oldestFirst = new LinkedHashSet<>();

    long heldBytes;

    /** The bytes of accounts that were told to give way and are not gone yet. */
    long leavingBytes;

    Share(String network) {
        this.network = network;
    }

    String network() {
        return network;
    }

    /** How many bytes will be held when the accounts that give way are gone. */
    long stayingBytes() {
        return heldBytes - leavingBytes;
    }

    void enlist(Account account) {
        oldestFirst.add(account);
    }

    void strike(Account account) {
        oldestFirst.remove(account);
    }

    /** Null if nobody can be told to give way. */
    @Nullable Account oldest() {
        return oldestFirst.isEmpty() ? null : oldestFirst.iterator().next();
    }
}
