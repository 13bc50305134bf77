package io.hubbub.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where a client came from.
 *
 * @param transport {@code websocket}, {@code sockjs-websocket}, {@code sockjs-xhr}, ...
 * @param address the other end's address, without its port
 * @param session the {@link #sessionKey key} of the HTTP session that vouched for the client; null
 *     where none did
 */
public record Origin(String transport, String address, @Nullable String session) {

    /** The part of an IPv6 address that names a network. */
    private static final int NETWORK_BYTES = 8;

    /**
     * What clients are counted by: the address, but of IPv6 the /64, as one machine is given all
     * 2^64 addresses of it. An IPv4 address is itself however it is written.
     */
    public String network() {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        String bare =
                (zone < 0 ? address : address.substring(0, zone)).replace("[", "").replace("]", "");
        int colon = bare.indexOf(':');
        if (colon == bare.lastIndexOf(':')) {
            // Some proxies add the port, by which every client would be another.
            return colon < 0 ? address : bare.substring(0, colon);
        }
        try {
            // Written as ::ffff:192.0.2.1, an IPv4 address is read as one.
            InetAddress read = InetAddress.ofLiteral(bare);
            return read instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(read.getAddress(), NETWORK_BYTES))
                    : read.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }

    /**
     * What stands for an HTTP session's id: equal for equal ids, and of no use to whoever reads it
     * in an event or a log, where the id itself would let him in.
     */
    public static String sessionKey(String sessionId) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(sessionId.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
