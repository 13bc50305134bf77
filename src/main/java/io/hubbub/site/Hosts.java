package io.hubbub.site;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names by which this server may be called.
 *
 * <p>This prevents DNS rebinding. The owner of a name decides which address it points to, and may
 * change that between two requests of a browser. A page that was loaded from that name would then
 * talk to this server as this server's own page, from inside the server's network. An IP address
 * points only to itself, and browsers keep {@code localhost} to themselves, so these are always
 * allowed. Any other name is allowed only if it is configured.
 */
public final class Hosts {

    private static final String ANY = "*";
    private static final String UNDER = "*.";

    private static final int LONGEST = 253;

    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern PORT = Pattern.compile("(:[0-9]{0,5})?");

    private final boolean any;
    private final Set<String> names = new HashSet<>();

    /** The part after the {@code *} of each pattern, such as {@code .example.com}. */
    private final Set<String> endings = new HashSet<>();

    /**
     * @param allowed names; {@code *.example.com} for all subdomains, {@code *} for all names
     * @throws IllegalArgumentException if one of them is not a host's name
     */
    public Hosts(List<String> allowed) {
        any = allowed.contains(ANY);
        for (String entry : allowed) {
            String host = entry.toLowerCase(Locale.ROOT);
            if (host.startsWith(UNDER) && NAME.matcher(host.substring(UNDER.length())).matches()) {
                endings.add(host.substring(1));
            } else if (NAME.matcher(host).matches()) {
                names.add(host);
            } else if (!host.equals(ANY) && !isAddress(host)) {
                throw new IllegalArgumentException(
                        "'" + entry + "' is no host name: it has neither scheme, port nor path");
            }
        }
    }

    /**
     * Whether the server may answer a request that was sent to this host.
     *
     * @param authority as in the header {@code Host}: a name or an address, perhaps with a port
     */
    public boolean admits(String authority) {
        String host = host(authority);
        return any || (host != null && (isLocal(host) || isAllowed(host)));
    }

    private boolean isAllowed(String name) {
        if (names.contains(name)) {
            return true;
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (endings.contains(name.substring(dot))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost") || host.endsWith(".localhost") || isAddress(host);
    }

    /** Whether it is an IP address, which is never looked up by name. */
    private static boolean isAddress(String host) {
        boolean wide = host.startsWith("[") && host.endsWith("]") && host.indexOf('%') < 0;
        if (!wide && !DIGITS.matcher(host).matches()) {
            return false;
        }
        try {
            InetAddress.ofLiteral(wide ? host.substring(1, host.length() - 1) : host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The host of an authority, ready to be compared: in lower case, without the port and without
     * the dot that ends a full name. Null if it is neither a name nor an address.
     */
    public static @Nullable String host(String authority) {
        int end =
                authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.lastIndexOf(':');
        int port = end < 0 ? authority.length() : end;
        if (!PORT.matcher(authority.substring(port)).matches()) {
            return null;
        }
        String host = authority.substring(0, port).toLowerCase(Locale.ROOT);
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean sound = isAddress(bare) || NAME.matcher(bare).matches();
        return sound && bare.length() <= LONGEST ? bare : null;
    }
}
