package io.hubbub.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts how many logins failed recently, by user and by address. An attempt counts as failed
 * before its password is checked, and is given back if the password was right. So however many
 * threads try at once, no more passwords are checked than the bounds allow.
 */
public final class LoginAttempts {

    /**
     * How many users and how many addresses are remembered. Past that, those seen least are
     * forgotten.
     */
    private static final int REMEMBERED = 100_000;

    /** No user has a longer name. */
    private static final int NAME_LENGTH = 200;

    /**
     * How many bytes of an IPv6 address identify one customer. Customers choose the rest
     * themselves.
     */
    private static final int NETWORK_BYTES = 8;

    private final Cache<String, Count> users;
    private final Cache<String, Count> addresses;
    private final int perUser;
    private final int perAddress;

    /**
     * @param perUser how many logins may fail for one name in the window; 0 means unlimited
     * @param perAddress the same for one address
     * @param window how long failures count, from the first one on
     * @param nanos the time
     */
    public LoginAttempts(int perUser, int perAddress, Duration window, LongSupplier nanos) {
        this.perUser = perUser == 0 ? Integer.MAX_VALUE : perUser;
        this.perAddress = perAddress == 0 ? Integer.MAX_VALUE : perAddress;
        users = counters(window, nanos);
        addresses = counters(window, nanos);
    }

    /**
     * The attempts of one user or address. Any thread may use it.
     *
     * @param counted the attempts that failed or may still fail
     * @param open the attempts whose password is being checked. An attempt is added here before it
     *     is added to {@code counted}, and removed only after it has left it. So it is never
     *     mistaken for a failed one
     */
    private record Count(AtomicInteger counted, AtomicInteger open) {

        boolean reserve(int bound) {
            open.incrementAndGet();
            boolean reserved = counted.getAndUpdate(n -> n < bound ? n + 1 : n) < bound;
            if (!reserved) {
                open.decrementAndGet();
            }
            return reserved;
        }

        void giveBack() {
            counted.decrementAndGet();
            open.decrementAndGet();
        }

        void failed() {
            open.decrementAndGet();
        }

        boolean isSpent(int bound) {
            int all = counted.get();
            return all - open.get() >= bound;
        }
    }

    /**
     * A login that counts as failed unless it is given back. Exactly one of the two methods must be
     * called.
     */
    record Attempt(Count ofUser, Count fromAddress) {

        void giveBack() {
            ofUser.giveBack();
            fromAddress.giveBack();
        }

        void failed() {
            ofUser.failed();
            fromAddress.failed();
        }
    }

    /** Counts an attempt. Null if too many have failed. */
    @Nullable Attempt reserve(String login, String address) {
        Count fromAddress = reserve(addresses, network(address), perAddress);
        if (fromAddress == null) {
            return null;
        }
        Count ofUser = reserve(users, user(login), perUser);
        if (ofUser == null) {
            fromAddress.giveBack();
            return null;
        }
        return new Attempt(ofUser, fromAddress);
    }

    /**
     * Whether so many logins failed that no password would be checked. Logins that are being
     * checked do not count: a crowd that comes at once with the right password has failed nothing.
     */
    boolean areSpent(String login, String address) {
        return areSpent(addresses, network(address), perAddress)
                || areSpent(users, user(login), perUser);
    }

    private static boolean areSpent(Cache<String, Count> counts, String key, int bound) {
        Count count = counts.getIfPresent(key);
        return count != null && count.isSpent(bound);
    }

    private static @Nullable Count reserve(Cache<String, Count> counts, String key, int bound) {
        Count count = counts.get(key, _ -> new Count(new AtomicInteger(), new AtomicInteger()));
        return count.reserve(bound) ? count : null;
    }

    /**
     * Accounts may be found in any case, so another way to write a name must not give ten more
     * attempts.
     */
    static String user(String login) {
        String name = login.length() <= NAME_LENGTH ? login : login.substring(0, NAME_LENGTH);
        return name.toLowerCase(Locale.ROOT);
    }

    static String network(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address wide
                    ? HexFormat.of().formatHex(Arrays.copyOf(wide.getAddress(), NETWORK_BYTES))
                    : address;
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    /** The window starts with a counter's first failure. Later failures do not extend it. */
    private static Cache<String, Count> counters(Duration window, LongSupplier nanos) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(window)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }
}
