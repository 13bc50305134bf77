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
 * The users as they are now: whose accounts there are, and what was taken from whom. What is taken
 * is kept by name, so it also holds for users whom only a token knows, and in memory: after a
 * restart everybody has again what their account or token grants.
 *
 * <p>No {@link UserDetailsService} itself: Spring Security would make a way to log in of it that
 * knows no bound on failures.
 *
 * <p>All methods can be called from any thread, but not from a lane: a change returns after every
 * listener has dealt with it, so that nothing reaches the user afterwards that should not.
 */
public final class Users {

    private final UserDetailsService accounts;

    private final Set<String> locked = ConcurrentHashMap.newKeySet();

    /** Roles taken away, by user; nobody is here without one. */
    private final ConcurrentHashMap<String, Set<String>> withdrawn = new ConcurrentHashMap<>();

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * @param accounts who can log in with a password
     */
    public Users(UserDetailsService accounts) {
        this.accounts = accounts;
    }

    /** From now on the user gets in no more, and is out where it is in. */
    public void lock(String name) {
        locked.add(name);
        changed(name);
    }

    /** Takes a {@link #lock} back. */
    public void unlock(String name) {
        locked.remove(name);
        changed(name);
    }

    public boolean isLocked(String name) {
        return locked.contains(name);
    }

    /** From now on the user does not have the role, whatever its account or its token says. */
    public void withdraw(String name, String role) {
        withdrawn.merge(name, Set.of(Roles.bare(role)), Users::union);
        changed(name);
    }

    /** Takes a {@link #withdraw} back; grants nothing that the user did not have. */
    public void restore(String name, String role) {
        withdrawn.computeIfPresent(
                name,
                (_, roles) -> {
                    Set<String> left = without(roles, Set.of(Roles.bare(role)));
                    return left.isEmpty() ? null : left;
                });
        changed(name);
    }

    /** What is left of the user now; guests have nothing to lose. */
    public User asOfNow(User granted) {
        Set<String> lost = withdrawn.getOrDefault(granted.name(), Set.of());
        return granted.guest() || lost.isEmpty()
                ? granted
                : new User(granted.name(), false, without(granted.roles(), lost));
    }

    /**
     * Calls the listener with a user's name after each change to it, on the thread that made the
     * change and before that goes on. It is also called where nothing came of the change: the
     * thread that made the same one first may not be done yet.
     */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /**
     * The account of that name, with all that it was ever granted.
     *
     * @throws UsernameNotFoundException where there is none
     */
    UserDetails account(String name) {
        return accounts.loadUserByUsername(name);
    }

    /**
     * The names that are known to be somebody's before anybody comes. Of accounts that the
     * application brings only the administrator's: they can be asked for one by one, not listed.
     */
    public Set<String> names() {
        return accounts instanceof Accounts configured
                ? configured.names()
                : Set.of(Accounts.ADMIN);
    }

    /** Every listener is called, whatever happens to another. */
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
