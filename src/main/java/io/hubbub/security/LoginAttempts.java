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

    private final Cache<String, Count> users;
    private final Cache<String, Count> addresses;
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

    /**
     * The attempts of one user or address. Safe for every thread.
     *
     * @param counted those that failed, and those that may yet
     * @param open those whose password is being looked at. Counted before they are in {@code
     *     counted} and until they are not, so that nobody ever takes one of them for failed
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

    /** A login that counts as failed unless it is given back. One of the two is to be called. */
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

    /** Counts an attempt; null where too many failed. */
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
     * Whether so many failed that nobody would look. Those that are being looked at are not among
     * them: a crowd that comes at once with the right password has failed nothing.
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
    private static Cache<String, Count> counters(Duration window, LongSupplier nanos) {
        return Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(window)
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }
}
