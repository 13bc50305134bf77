package io.hubbub.security;

import io.hubbub.message.User;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * The users as they are now: the accounts, and what was withdrawn from whom. Withdrawals are kept
 * by name, so they also hold for users that only a token knows. They are kept in memory: after a
 * restart every user has again what the account or token grants.
 *
 * <p>This is no {@link UserDetailsService} itself, because Spring Security would offer logins
 * through it that have no bound on failures.
 *
 * <p>Any thread except a lane may call all methods. A change returns after every listener has
 * handled it, so nothing reaches the user afterwards that should not.
 */
public final class Users {

    private final UserDetailsService accounts;

    /** The names of locked users. Any thread may use it. */
    private final Set<String> locked = ConcurrentHashMap.newKeySet();

    /**
     * Withdrawn roles, by user. A user without withdrawn roles has no entry. Any thread may read
     * and write it.
     */
    private final ConcurrentHashMap<String, Set<String>> withdrawn = new ConcurrentHashMap<>();

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param accounts the users that can log in with a password
     */
    public Users(UserDetailsService accounts) {
        this.accounts = accounts;
    }

    /** Locks the user: it cannot connect from now on, and its connections end. */
    public void lock(String name) {
        locked.add(name);
        changed(name);
    }

    /** Undoes {@link #lock}. */
    public void unlock(String name) {
        locked.remove(name);
        changed(name);
    }

    public boolean isLocked(String name) {
        return locked.contains(name);
    }

    /** Withdraws a role: the user no longer has it, whatever its account or token says. */
    public void withdraw(String name, String role) {
        withdrawn.merge(name, Set.of(Roles.bare(role)), Users::union);
        changed(name);
    }

    /** Undoes {@link #withdraw}. This grants nothing that the user did not have. */
    public void restore(String name, String role) {
        withdrawn.computeIfPresent(
                name,
                (_, roles) -> {
                    Set<String> left = without(roles, Set.of(Roles.bare(role)));
                    return left.isEmpty() ? null : left;
                });
        changed(name);
    }

    /** What the user has now. A guest has nothing that could be withdrawn. */
    public User asOfNow(User granted) {
        Set<String> lost = withdrawn.getOrDefault(granted.name(), Set.of());
        return granted.guest() || lost.isEmpty()
                ? granted
                : new User(granted.name(), false, without(granted.roles(), lost));
    }

    /**
     * Calls the listener with a user's name after each change to that user, on the thread that made
     * the change, before the change returns. It is also called if the change had no effect, because
     * another thread that made the same change first may not have finished.
     */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * The account with this name, with everything that it was ever granted.
     *
     * @throws UsernameNotFoundException if there is none
     */
    UserDetails account(String name) {
        return accounts.loadUserByUsername(name);
    }

    /**
     * The names that are known to belong to users before anybody connects. An application's own
     * accounts can be asked for but not listed, so of those only the administrator's name is known.
     */
    public Set<String> names() {
        return accounts instanceof Accounts configured
                ? configured.names()
                : Set.of(Accounts.ADMIN);
    }

    /** Calls every listener, whatever happens in another one. */
    private void changed(String name) {
        RuntimeException failure = null;
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(name);
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    private static Set<String> without(Set<String> roles, Set<String> lost) {
        Set<String> left = new HashSet<>(roles);
        left.removeAll(lost);
        return Set.copyOf(left);
    }
}
