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
 * How many logins failed of late, by user and by address. An attempt is counted as failed before
 * anybody looks at its password, and given back if it was right: however many threads try at once,
 * no more passwords are looked at than the bounds allow.
 */
public final class LoginAttempts {

    /** How many users and how many addresses are remembered; past it, the least seen is not. */
    private static final int REMEMBERED = 100_000;

    /** Longer names are nobody's. */
    private static final int NAME_LENGTH = 200;

    /** What of an IPv6 address is one customer's; the rest of it they choose themselves. */
    private static final int NETWORK_BYTES = 8;

    private final Cache<String, AtomicInteger> users;
    private final Cache<String, AtomicInteger> addresses;
    private final int perUser;
    private final int perAddress;

    /**
     * @param perUser how many logins may fail for one name in the window; 0 for no bound
     * @param perAddress the same for one address
     * @param window how long failures count, from the first of them on
     * @param nanos the time
     */
    public LoginAttempts(int perUser, int perAddress, Duration window, LongSupplier nanos) {
        this.perUser = perUser == 0 ? Integer.MAX_VALUE : perUser;
        this.perAddress = perAddress == 0 ? Integer.MAX_VALUE : perAddress;
        users = counters(window, nanos);
        addresses = counters(window, nanos);
    }

    /** A login that counts as failed until it is given back. */
    record Attempt(AtomicInteger ofUser, AtomicInteger fromAddress) {

        void giveBack() {
            ofUser.decrementAndGet();
            fromAddress.decrementAndGet();
        }
    }

    /** Counts an attempt; null where too many failed. */
    @Nullable Attempt reserve(String login, String address) {
        AtomicInteger fromAddress = reserve(addresses, network(address), perAddress);
        if (fromAddress == null) {
            return null;
        }
        AtomicInteger ofUser = reserve(users, user(login), perUser);
        if (ofUser == null) {
            fromAddress.decrementAndGet();
            return null;
        }
        return new Attempt(ofUser, fromAddress);
    }

    /** Whether nothing can be reserved at the moment. */
    boolean areSpent(String login, String address) {
        return areSpent(addresses, network(address), perAddress)
                || areSpent(users, user(login), perUser);
    }

    private static boolean areSpent(Cache<String, AtomicInteger> counters, String key, int bound) {
        AtomicInteger failures = counters.getIfPresent(key);
        return failures != null && failures.get() >= bound;
    }

    private static @Nullable AtomicInteger reserve(
            Cache<String, AtomicInteger> counters, String key, int bound) {
        AtomicInteger failures = counters.get(key, _ -> new AtomicInteger());
        boolean reserved = failures.getAndUpdate(n -> n < bound ? n + 1 : n) < bound;
        return reserved ? failures : null;
    }

    /** Accounts may be found whatever the case: each way to write a name is not ten tries more. */
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

    /** The time starts with a counter's first failure; later ones do not prolong it. */
    private static Cache<String, AtomicInteger> counters(Duration window, LongSupplier nanos) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(window)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }
}
